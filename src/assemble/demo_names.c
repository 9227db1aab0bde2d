/*
 * See demo_names.h. Common names, none meant to be anybody.
 */
#include "assemble/demo_names.h"

#include <stdio.h>

#define NAMES 16

struct culture {
	const char *first[NAMES];
	const char *last[NAMES];
};

static const struct culture cultures[] = {
    {
	{"Alice", "Ben", "Chloe", "Daniel", "Emma", "Frank", "Grace", "Henry",
	    "Isla", "Jack", "Laura", "Martin", "Nora", "Oliver", "Sophie",
	    "Thomas"},
	{"Adams", "Baker", "Clarke", "Davies", "Evans", "Foster", "Green",
	    "Hughes", "Jenkins", "King", "Murphy", "Palmer", "Reid", "Shaw",
	    "Turner", "Walsh"},
    },
    {
	{"Anna", "Björn", "Clara", "Dieter", "Elsa", "Felix", "Greta", "Hanna",
	    "Ingrid", "Jonas", "Katja", "Lars", "Moritz", "Nina", "Sven",
	    "Theresa"},
	{"Bauer", "Berg", "Fischer", "Hansen", "Hoffmann", "Keller", "Krüger",
	    "Larsen", "Lindqvist", "Maier", "Nilsson", "Schäfer", "Schmidt",
	    "Vogel", "Weber", "Wolf"},
    },
    {
	{"Alejandra", "Bruno", "Camila", "Diego", "Elena", "Fernando", "Inês",
	    "Javier", "João", "Lucía", "Mateo", "Natalia", "Pablo", "Renata",
	    "Sofía", "Thiago"},
	{"Álvarez", "Castro", "Delgado", "Fernández", "Ferreira", "García",
	    "Hernández", "Lopes", "Moreno", "Navarro", "Oliveira", "Pereira",
	    "Ramírez", "Santos", "Silva", "Torres"},
    },
    {
	{"Aurélie", "Bastien", "Camille", "Chiara", "Élodie", "Francesca",
	    "Giulia", "Hugo", "Julien", "Lorenzo", "Manon", "Marco", "Matteo",
	    "Noémie", "Paolo", "Théo"},
	{"Bernard", "Bianchi", "Colombo", "Conti", "Dubois", "Esposito",
	    "Fontaine", "Greco", "Lambert", "Laurent", "Mercier", "Moreau",
	    "Ricci", "Romano", "Rousseau", "Ferrari"},
    },
    {
	{"Aarav", "Ananya", "Arjun", "Deepa", "Farhan", "Ishaan", "Kavya",
	    "Lakshmi", "Meera", "Nikhil", "Priya", "Rahul", "Rohan", "Sana",
	    "Vikram", "Zara"},
	{"Ahmed", "Banerjee", "Chopra", "Das", "Gupta", "Iyer", "Joshi",
	    "Kapoor", "Khan", "Mehta", "Nair", "Patel", "Rao", "Reddy",
	    "Sharma", "Singh"},
    },
    {
	{"Akira", "Ayumi", "Chen", "Hana", "Haruto", "Jia", "Ji-woo", "Kenji",
	    "Lan", "Linh", "Mei", "Min-jun", "Sakura", "Seo-yeon", "Wei",
	    "Yuki"},
	{"Chang", "Choi", "Hayashi", "Ito", "Kim", "Lee", "Li", "Nakamura",
	    "Nguyen", "Park", "Sato", "Suzuki", "Tanaka", "Tran", "Wang",
	    "Zhang"},
    },
    {
	{"Aleksander", "Anastasia", "Bohdan", "Daria", "Ewa", "Ivana", "Jakub",
	    "Katarzyna", "Lena", "Marek", "Milan", "Oksana", "Piotr", "Petra",
	    "Tomáš", "Vera"},
	{"Dvořák", "Horvat", "Ivanova", "Jovanović", "Kovács", "Kowalski",
	    "Kravets", "Melnyk", "Nagy", "Novák", "Nowak", "Petrov", "Popescu",
	    "Svoboda", "Wiśniewska", "Zieliński"},
    },
    {
	{"Adaeze", "Amina", "Ayşe", "Chinedu", "Emre", "Fatima", "Hassan",
	    "Kwame", "Layla", "Leila", "Mehmet", "Omar", "Thabo", "Yasmin",
	    "Youssef", "Zanele"},
	{"Abdi", "Adeyemi", "Demir", "Diallo", "Dlamini", "El-Sayed", "Haddad",
	    "Kaya", "Mensah", "Mwangi", "Nasser", "Ndlovu", "Okafor", "Osei",
	    "Tesfaye", "Yılmaz"},
    },
};

void
demo_name_draw(struct random *random, char name[DEMO_NAME_SIZE])
{
	const size_t count = sizeof(cultures) / sizeof(cultures[0]);
	const struct culture *culture = &cultures[random_below(random, count)];
	const char *first = culture->first[random_below(random, NAMES)];
	const char *last = culture->last[random_below(random, NAMES)];

	snprintf(name, DEMO_NAME_SIZE, "%s %s", first, last);
}

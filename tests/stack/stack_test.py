"""scripts/stack with PostgreSQL and Redis alone, as users call it."""

import os
import socket
import stat
import subprocess
import threading
import unittest

from stack_fixture import Stack, is_alive, owner, run_script


class Lifecycle(unittest.TestCase):
    def test_up_starts_both_and_down_leaves_no_process(self):
        with Stack() as stack:
            stack.up()
            pids = stack.processes()
            self.assertGreater(len(pids), 2)
            self.assertEqual(stack.sql("SELECT 1"), "1")
            self.assertEqual(stack.redis_answer(), "PONG")
            stack.down()
            self.assertEqual(stack.processes(), set())
            self.assertFalse(any(is_alive(pid) for pid in pids))

    def test_up_twice_keeps_the_same_processes(self):
        with Stack() as stack:
            stack.up()
            before = stack.pids()
            self.assertEqual(stack.up(), "")
            self.assertEqual(stack.pids(), before)

    def test_down_twice_is_harmless(self):
        with Stack() as stack:
            stack.up()
            stack.down()
            self.assertEqual(stack.down(), "")

    def test_data_outlives_down(self):
        with Stack() as stack:
            stack.up()
            stack.sql("CREATE TABLE kept AS SELECT 42 AS answer")
            stack.down()
            stack.up()
            self.assertEqual(stack.sql("SELECT answer FROM kept"), "42")

    def test_status_tells_what_runs(self):
        with Stack() as stack:
            result = stack.call("status", "--no-server")
            self.assertEqual(result.returncode, 1)
            self.assertIn("postgres  does not run", result.stdout)
            stack.up()
            result = stack.call("status", "--no-server")
            self.assertEqual(result.returncode, 0)
            self.assertIn(f"postgres  runs, pid {stack.pid('postgres')}",
                          result.stdout)

    def test_one_service_is_restarted_alone(self):
        with Stack() as stack:
            stack.up()
            before = stack.pids()
            before_settings = stack.settings()
            for name in ("postgres", "redis"):
                result = stack.call("restart", name)
                self.assertEqual(result.returncode, 0, result.stdout)
                self.assertNotEqual(stack.pid(name), before[name])
            self.assertEqual(stack.settings(), before_settings)

    def test_unknown_commands_and_options_are_usage_errors(self):
        for words in (["fly"], ["up", "--fast"], ["stop", "nginx"], []):
            with self.subTest(words=words):
                result = run_script("scripts/stack", *words)
                self.assertEqual(result.returncode, 2)


class SideBySide(unittest.TestCase):
    def test_two_stacks_do_not_meet(self):
        with Stack() as one, Stack() as two:
            one.up()
            two.up()
            one.sql("CREATE TABLE of_one ()")
            self.assertEqual(
                two.sql("SELECT to_regclass('of_one') IS NULL"), "t")
            self.assertNotEqual(one.settings()["REDIS_URL"],
                                two.settings()["REDIS_URL"])
            one.down()
            self.assertEqual(two.sql("SELECT 1"), "1")
            self.assertEqual(two.redis_answer(), "PONG")

    def test_two_ups_at_once_start_one_of_each(self):
        with Stack() as stack:
            threads = [threading.Thread(target=stack.up) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            leaders = [pid for pid in stack.processes()
                       if os.getsid(pid) == pid and pid in
                       stack.pids().values()]
            self.assertEqual(len(leaders), 2)
            self.assertEqual(stack.sql("SELECT 1"), "1")


class Recovery(unittest.TestCase):
    def test_up_recovers_after_everything_was_killed(self):
        with Stack() as stack:
            stack.up()
            stack.sql("CREATE TABLE kept AS SELECT 42 AS answer")
            stack.kill_everything()
            stack.up()
            self.assertEqual(stack.sql("SELECT answer FROM kept"), "42")
            self.assertEqual(stack.redis_answer(), "PONG")

    def test_up_recovers_when_old_numbers_mean_other_processes(self):
        """After a reboot the numbers in pid files are somebody else's."""
        with Stack() as stack:
            stack.up()
            user = owner(stack.pid("postgres"))
            stack.kill_everything()
            with stranger(user) as other:
                self.take_number(stack, other.pid)
                stack.up()
                self.assertEqual(stack.sql("SELECT 1"), "1")
                stack.down()
                self.assertTrue(is_alive(other.pid))

    def take_number(self, stack, pid):
        data = stack.state / "postgres" / "data"
        file = data / "postmaster.pid"
        lines = file.read_text().splitlines()
        file.write_text("\n".join([str(pid), *lines[1:]]) + "\n")
        for name in ("postgres", "redis"):
            record = stack.state / "pids" / name
            words = record.read_text().split()
            record.write_text(" ".join([str(pid), *words[1:]]) + "\n")

    def test_down_kills_no_stranger_of_the_last_boot(self):
        with Stack() as stack, stranger() as other:
            stack.up()
            stack.down()
            (stack.state / "pids" / "redis").write_text(
                f"{other.pid} 1 00000000-0000-0000-0000-000000000000\n")
            stack.down()
            self.assertTrue(is_alive(other.pid))

    def test_orphans_of_a_killed_leader_are_stopped(self):
        with Stack() as stack:
            stack.up()
            os.kill(stack.pid("postgres"), 9)
            stack.down()
            self.assertEqual(stack.processes(), set())

    def test_an_interrupted_initdb_is_done_again(self):
        with Stack() as stack:
            half = stack.state / "postgres" / "data.new"
            half.mkdir(parents=True)
            (half / "PG_VERSION").write_text("15\n")
            stack.up()
            self.assertEqual(stack.sql("SELECT 1"), "1")

    def test_an_interrupted_creation_of_the_role_is_finished(self):
        with Stack() as stack:
            stack.up()
            stack.sql("SELECT 1")
            run = stack.call("stop", "redis")
            self.assertEqual(run.returncode, 0)
            self.rename_database(stack)
            stack.call("restart", "postgres")
            self.assertEqual(stack.sql("SELECT current_database()"),
                             "marquee")

    def rename_database(self, stack):
        url = stack.settings()["DATABASE_URL"]
        subprocess.run(
            ["psql", "-Xqc", "ALTER DATABASE marquee RENAME TO other",
             url.replace("/marquee?", "/postgres?")], check=True)

    def test_a_taken_redis_port_is_changed_at_the_next_up(self):
        with Stack() as stack:
            stack.up()
            port = int(stack.settings()["REDIS_URL"].split(":")[-1][:-2])
            stack.down()
            with socket.socket() as taker:
                taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                taker.bind(("127.0.0.1", port))
                taker.listen()
                stack.up()
                self.assertNotIn(f":{port}/", stack.settings()["REDIS_URL"])
                self.assertEqual(stack.redis_answer(), "PONG")


class Places(unittest.TestCase):
    def test_a_path_too_long_for_a_socket_uses_a_port(self):
        with Stack(folder="long" * 30) as stack:
            stack.up()
            self.assertIn("@127.0.0.1:", stack.settings()["DATABASE_URL"])
            self.assertEqual(stack.sql("SELECT 1"), "1")

    def test_a_path_with_blanks_and_quotes_uses_a_port(self):
        with Stack(folder="My 'best' films & %41") as stack:
            stack.up()
            self.assertIn("@127.0.0.1:", stack.settings()["DATABASE_URL"])
            self.assertEqual(stack.sql("SELECT 1"), "1")
            stack.down()
            self.assertEqual(stack.processes(), set())

    def test_a_caller_with_settings_for_another_postgresql_meets_ours(self):
        with Stack() as stack:
            stack.up(PGHOST="db.invalid", PGPORT="1", PGUSER="somebody")
            self.assertEqual(stack.sql("SELECT current_user"), "marquee")

    def test_passwords_are_for_their_owner_alone(self):
        with Stack() as stack:
            stack.up()
            for file in ("stack.env", "postgres/password", "redis/password",
                         "redis/redis.conf"):
                mode = (stack.state / file).stat().st_mode
                self.assertEqual(stat.S_IMODE(mode), 0o600, file)
            for folder in ("postgres", "postgres/data", "redis"):
                mode = (stack.state / folder).stat().st_mode
                self.assertEqual(stat.S_IMODE(mode) & 0o077, 0, folder)

    def test_no_process_shows_a_password(self):
        with Stack() as stack:
            stack.up()
            password = (stack.state / "redis" / "password").read_text()
            shown = subprocess.run(["ps", "-eo", "args"], text=True,
                                   stdout=subprocess.PIPE, check=True).stdout
            self.assertNotIn(password.strip(), shown)

    def test_the_role_is_no_superuser_but_may_create_databases(self):
        with Stack() as stack:
            stack.up()
            self.assertEqual(
                stack.sql("SELECT rolsuper, rolcreatedb FROM pg_roles "
                          "WHERE rolname = current_user"), "f|t")


@unittest.skipUnless(os.geteuid() == 0, "only root changes users")
class AsRoot(unittest.TestCase):
    def test_services_run_as_another_user(self):
        with Stack() as stack:
            stack.up()
            for pid in stack.processes():
                self.assertNotEqual(owner(pid), "root")

    def test_a_folder_that_user_cannot_reach_keeps_data_elsewhere(self):
        with Stack(parent_mode=0o700) as stack:
            said = stack.up()
            self.assertIn("cannot reach", said)
            data = (stack.state / "postgres").resolve()
            self.assertTrue(str(data).startswith("/var/lib/marquee/"), data)
            self.assertEqual(stack.sql("SELECT 1"), "1")
            stack.down()
            self.assertEqual(stack.processes(), set())


class stranger:
    """A process that has nothing to do with any stack."""

    def __init__(self, user=None):
        change = user if os.geteuid() == 0 else None
        self.process = subprocess.Popen(["sleep", "300"], user=change,
                                        start_new_session=True)

    def __enter__(self):
        return self.process

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


if __name__ == "__main__":
    unittest.main()

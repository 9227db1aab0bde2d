"""scripts/bootstrap where it installs nothing."""

import os
import pathlib
import shutil
import tempfile
import unittest

from stack_fixture import run_script

# What the script itself calls, and what is looked for but kore.
TOOLS = ("bash env dirname sed sort tail od awk id getent gcc cc1 as make "
         "pkg-config redis-server redis-cli curl setpriv initdb cat").split()


class WithoutKore(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="marquee-path-"))
        self.addCleanup(shutil.rmtree, self.folder)
        for tool in TOOLS:
            found = shutil.which(tool)
            if found:
                (self.folder / tool).symlink_to(found)

    def call(self, *sets, **env):
        return run_script("scripts/bootstrap", *sets,
                          env={"PATH": str(self.folder), **env})

    def test_a_nix_shell_is_told_what_is_missing(self):
        result = self.call("build", IN_NIX_SHELL="pure")
        self.assertEqual(result.returncode, 1)
        self.assertIn("missing: kore", result.stdout)
        self.assertIn("nix develop", result.stdout)

    def test_another_system_is_told_what_to_use_instead(self):
        """Without apt-get this is no Debian."""
        result = self.call("build")
        self.assertEqual(result.returncode, 1)
        self.assertIn("missing: kore", result.stdout)
        self.assertIn("docker build", result.stdout)

    @unittest.skipIf(os.geteuid() != 0, "only root can become another user")
    @unittest.skipUnless("debian 12" in "{ID} {VERSION_ID}".format_map(
        {"ID": "", "VERSION_ID": "", **dict(
            line.replace('"', "").split("=", 1) for line in
            pathlib.Path("/etc/os-release").read_text().splitlines()
            if "=" in line)}), "not on Debian 12")
    def test_neither_root_nor_sudo_is_told_what_to_type(self):
        (self.folder / "apt-get").symlink_to("/usr/bin/apt-get")
        self.folder.chmod(0o755)
        result = run_script(
            "scripts/bootstrap", "build", user="nobody",
            env={"PATH": str(self.folder)})
        self.assertEqual(result.returncode, 1)
        self.assertIn("as root, type", result.stdout)


class Usage(unittest.TestCase):
    def test_nothing_is_installed_where_all_is_found(self):
        result = run_script("scripts/bootstrap", "run")
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_an_unknown_set_is_a_usage_error(self):
        result = run_script("scripts/bootstrap", "everything")
        self.assertEqual(result.returncode, 2)
        self.assertIn('"everything"', result.stdout)


if __name__ == "__main__":
    unittest.main()

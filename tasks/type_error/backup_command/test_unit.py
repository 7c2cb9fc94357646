from pathlib import Path

import pytest
from candidate import Backup


def test_source_and_target():
    assert Backup("/home", "/mnt/disk").command() == "rsync -a -- /home /mnt/disk"
    assert Backup(Path("/home"), Path("/mnt/disk")).command() == "rsync -a -- /home /mnt/disk"


def test_chain():
    backup = Backup("/home", "nas:/b").exclude(".cache").limit(500).keep(30).exclude("*.tmp").dry_run()
    assert backup.command() == (
        "rsync -a --dry-run --bwlimit=500 --exclude=.cache '--exclude=*.tmp' -- /home nas:/b && prune nas:/b --days=30"
    )


def test_each_call_returns_the_backup_itself():
    backup = Backup("a", "b")
    assert backup.exclude("x") is backup
    assert backup.limit(1) is backup
    assert backup.keep(1) is backup
    assert backup.dry_run() is backup


def test_exclude():
    backup = Backup("a", "b")
    for pattern in ("y", "x", "y", "X"):
        backup.exclude(pattern)
    assert backup.command() == "rsync -a --exclude=y --exclude=x --exclude=X -- a b"
    assert len(backup) == 3


def test_dry_run():
    assert Backup("a", "b").dry_run().dry_run().command() == "rsync -a --dry-run -- a b"


@pytest.mark.parametrize("number", [1, "1", 9000, "500"])
def test_numbers(number):
    assert Backup("a", "b").limit(number).command() == f"rsync -a --bwlimit={number} -- a b"
    assert Backup("a", "b").keep(number).command() == f"rsync -a -- a b && prune b --days={number}"


def test_the_last_number_counts():
    assert Backup("a", "b").limit(5).limit("7").keep("9").keep(3).command() == "rsync -a --bwlimit=7 -- a b && prune b --days=3"


@pytest.mark.parametrize("number", [0, -1, "0", "-1", "", "many", "1.5", 2.5, None, True, "1 && reboot", "٣"])
def test_no_number(number):
    backup = Backup("a", "b").limit(5).keep(6)
    with pytest.raises(ValueError):
        backup.limit(number)
    with pytest.raises(ValueError):
        backup.keep(number)
    assert backup.command() == "rsync -a --bwlimit=5 -- a b && prune b --days=6"


def test_words_that_a_shell_would_take_apart():
    backup = Backup("/my files", "$HOME; it's").exclude("a b").exclude("").keep(1)
    assert backup.command() == (
        """rsync -a '--exclude=a b' --exclude= -- '/my files' '$HOME; it'"'"'s' && prune '$HOME; it'"'"'s' --days=1"""
    )


def test_added_to_afterwards():
    backup = Backup("a", "b")
    assert backup.command() == backup.command() == "rsync -a -- a b"
    assert len(backup) == 0
    assert backup.exclude("x").command() == "rsync -a --exclude=x -- a b"


def test_two_backups():
    first, second = Backup("a", "b").exclude("x").limit(3), Backup("c", "d")
    assert second.command() == "rsync -a -- c d"
    assert len(first) == 1
    assert len(second) == 0

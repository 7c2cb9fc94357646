import hashlib
import hmac

import pytest
from candidate import sign, verify


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("DOWNLOAD_KEY", "blue-7")


def test_form_of_a_link():
    signature = hmac.new(b"blue-7", b"/report.pdf?expires=1000", hashlib.sha256).hexdigest()
    assert sign("/report.pdf", 1000) == f"/report.pdf?expires=1000&signature={signature}"


def test_own_link_is_good():
    assert verify(sign("/report.pdf", 1000), 999) is True


def test_last_second():
    link = sign("/report.pdf", 1000)
    assert verify(link, 1000) is True
    assert verify(link, 1001) is False


def test_changed_link():
    link = sign("/report.pdf", 1000)
    assert verify(link.replace("report", "salary"), 10) is False
    assert verify(link.replace("1000", "9999"), 10) is False
    assert verify(link + "0", 10) is False


@pytest.mark.parametrize(
    "link",
    ["", "/report.pdf", "/a?expires=&signature=", "/a?expires=soon&signature=00", "/ä?expires=9&signature=ß"],
)
def test_text_that_is_no_link(link):
    assert verify(link, 5) is False


def test_key_is_exchanged_while_the_server_runs(monkeypatch):
    old = sign("/report.pdf", 1000)
    monkeypatch.setenv("DOWNLOAD_KEY", "green-8")
    assert verify(old, 10) is False
    assert verify(sign("/report.pdf", 1000), 10) is True
    monkeypatch.setenv("DOWNLOAD_KEY", "blue-7")
    assert verify(old, 10) is True


def test_no_key(monkeypatch):
    link = sign("/report.pdf", 1000)
    monkeypatch.delenv("DOWNLOAD_KEY")
    with pytest.raises(RuntimeError):
        sign("/report.pdf", 1000)
    with pytest.raises(RuntimeError):
        verify(link, 10)


def test_empty_key(monkeypatch):
    monkeypatch.setenv("DOWNLOAD_KEY", "")
    with pytest.raises(RuntimeError):
        sign("/report.pdf", 1000)
    with pytest.raises(RuntimeError):
        verify("/report.pdf", 10)

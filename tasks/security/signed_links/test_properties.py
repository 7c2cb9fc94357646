import hashlib
import hmac
from contextlib import contextmanager

import pytest
import reference
from candidate import sign, verify
from hypothesis import given
from hypothesis import strategies as st

keys = st.text("abcXYZ0189-_é€", min_size=1, max_size=20)
paths = st.text("abc/._- ?&=é", max_size=20)
seconds = st.integers(0, 5000)


@contextmanager
def download_key(key):
    with pytest.MonkeyPatch.context() as patch:
        if key is None:
            patch.delenv("DOWNLOAD_KEY", raising=False)
        else:
            patch.setenv("DOWNLOAD_KEY", key)
        yield


@given(keys, paths, seconds)
def test_agrees_with_the_reference(key, path, expires):
    with download_key(key):
        assert sign(path, expires) == reference.sign(path, expires)


@given(keys, paths, seconds)
def test_signature_is_the_hmac_of_the_link(key, path, expires):
    link = f"{path}?expires={expires}"
    with download_key(key):
        signed = sign(path, expires)
    assert signed == f"{link}&signature={hmac.new(key.encode(), link.encode(), hashlib.sha256).hexdigest()}"


@given(keys, paths, seconds, seconds)
def test_a_link_is_good_until_it_expires(key, path, expires, now):
    with download_key(key):
        assert verify(sign(path, expires), now) is (now <= expires)


@given(keys, keys, paths, seconds)
def test_only_the_key_that_signed_verifies(key, other, path, expires):
    with download_key(key):
        link = sign(path, expires)
    with download_key(other):
        assert verify(link, 0) is (key == other)


@given(keys, paths, seconds, st.data())
def test_every_character_counts(key, path, expires, data):
    with download_key(key):
        link = sign(path, expires)
        place = data.draw(st.integers(0, len(link) - 1))
        character = data.draw(st.sampled_from("0a/~"))
        changed = link[:place] + character + link[place + 1 :]
        assert verify(changed, 0) is (changed == link)


@given(keys, st.sampled_from([None, ""]), paths, seconds)
def test_no_link_without_a_key(key, missing, path, expires):
    with download_key(key):
        link = sign(path, expires)
    with download_key(missing):
        with pytest.raises(RuntimeError):
            sign(path, expires)
        with pytest.raises(RuntimeError):
            verify(link, 0)

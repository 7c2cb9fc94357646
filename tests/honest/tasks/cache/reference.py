"""A cache that forgets what was not used for longest."""

from collections import OrderedDict


class LruCache:
    """Keeps the `size` entries that were used last."""

    def __init__(self, size):
        if size < 1:
            raise ValueError("a cache has room for something")
        self.size = size
        self.hits = self.misses = 0
        self._entries = OrderedDict()

    def get(self, key, default=None):
        """Return the value of a key, or the default."""
        if key in self._entries:
            self.hits += 1
            self._entries.move_to_end(key)
            return self._entries[key]
        self.misses += 1
        return default

    def __setitem__(self, key, value):
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self.size:
            self._entries.popitem(last=False)

    def __getitem__(self, key):
        self._entries.move_to_end(key)
        return self._entries[key]

    def __delitem__(self, key):
        del self._entries[key]

    def __contains__(self, key):
        return key in self._entries

    def __len__(self):
        return len(self._entries)

    def __iter__(self):
        return iter(list(self._entries))

    def clear(self):
        """Forget everything."""
        self._entries.clear()

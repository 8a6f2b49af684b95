"""The picture of a sign that visitors may look at, to compare it with the sign in front of them."""

from hashlib import blake2b
from pathlib import Path

from signage.errors import Said
from signage.store import Store
from signage.store.base import Row

_QUALITY = 70  # 480 pixels a side then take 20 to 40 kB


def set_picture(store: Store, sign: Row, photo: Path, *, who: str) -> int:
    """Keep a small copy of `photo` as the picture of `sign`; gives its size in bytes.

    The copy is upright and says nothing of where it was taken. Raises InvalidInput for what is no photo.
    """
    from signage.artwork.photo import PHONE_PX, prepared

    jpeg = prepared(photo, largest_px=PHONE_PX, quality=_QUALITY)
    key = blake2b(jpeg, digest_size=8).hexdigest()
    with store.change(who=who, why=Said("Bild des Schilds", "Picture of the sign")) as change:
        change.keep_picture(key, jpeg)
        change.update("sign", sign["id"], {"picture": key})
    return len(jpeg)

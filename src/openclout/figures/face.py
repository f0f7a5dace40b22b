"""A generated portrait: two tones and initials, the same for the same name, for ever.

Comes in: a name for addresses and one for people. Goes out: SVG, 88 by 88 units.
"""

from hashlib import blake2b

from openclout.figures.words import escaped, initials


def face(name: str, *, title: str | None = None, slot: str = "face") -> str:
    """A portrait with the initials of the title. `slot` keeps ids apart when a page shows somebody twice."""
    seed = blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
    hue = int.from_bytes(seed[:2], "big") % 360
    other = (hue + 40) % 360
    mark = f"{slot}-{seed.hex()}"
    return (
        f'<svg class="face" viewBox="0 0 88 88" aria-hidden="true"><defs>'
        f'<linearGradient id="{escaped(mark)}" x1="0" y1="0" x2="1" y2="1">'
        f'<stop stop-color="hsl({hue} 52% 54%)"/><stop offset="1" stop-color="hsl({other} 46% 34%)"/>'
        f"</linearGradient></defs>"
        f'<rect width="88" height="88" rx="26" fill="url(#{escaped(mark)})"/>'
        f'<circle cx="{22 + seed[2] % 44}" cy="{10 + seed[3] % 18}" r="{24 + seed[4] % 10}" fill="#fff" opacity=".10"/>'
        f'<circle cx="44" cy="104" r="43" fill="#fff" opacity=".13"/>'
        f'<text x="44" y="55" text-anchor="middle" class="ini">{escaped(initials(title or name))}</text></svg>'
    )

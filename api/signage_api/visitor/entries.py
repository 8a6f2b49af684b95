"""What is said of a firm in the list, as values for the template of an entry."""

from signage import languages
from signage.domain.branches import branches
from signage.domain.names import folded
from signage.services.scan import Firm
from signage.services.scan_cards import gate_text
from signage.store.directory_rows import TenantHint

# What the template of a firm may show; the way there is another's.
ENTRY = (
    "anchor",
    "number",
    "square",
    "name",
    "line",
    "gate",
    "delivery",
    "lorry",
    "remark",
    "geo",
    "google",
    "apple",
    "latlon",
    "to_entrance",
    "tel",
    "web",
    "jobs",
    "mail",
    "contact",
    "card",
    "branches",
    "former",
)


def entry(language: str, firm: Firm) -> dict[str, str]:
    """What is said of a firm, links ready to follow; empty what is not known."""
    said = dict.fromkeys((*ENTRY, "way"), "") | {
        "anchor": firm.anchor, "number": str(firm.number), "square": firm.square, "name": firm.name,
        "line": " · ".join(text for text in (firm.activity, firm.address) if text),
        "gate": gate_text(language, firm.gate), "lorry": _lorry(language, firm),
        "remark": _remark(language, firm), "web": firm.web, "jobs": firm.jobs,
        "card": str(firm.id),
    }  # fmt: skip
    if firm.delivery_hours:
        said["delivery"] = languages.text(language, "list.delivery", hours=firm.delivery_hours)
    if firm.phone:
        said["tel"] = "tel:" + "".join(sign for sign in firm.phone if sign in "+0123456789")
    if firm.email:
        said["mail"] = f"mailto:{firm.email}"
    if firm.contact:
        said["contact"] = languages.text(language, "list.contact", name=firm.contact)
    return said | (_links(firm) if firm.degrees else {})


def searched(firm: Firm, hint: TenantHint | None) -> dict[str, str]:
    """The places of a firm's branches in the table, and its former names; for a script that searches."""
    business = folded(f"{firm.name} {firm.activity}")
    wz = {"wz_code": hint.wz_code if hint else "", "wz_edition": hint.wz_edition if hint else ""}
    own = [place for place, branch in enumerate(branches()) if branch.has(activity=business, **wz)]
    former = [name.replace("|", " ") for name in hint.former] if hint else []
    return {"branches": " ".join(map(str, own)), "former": "|".join(former)}


def _links(firm: Firm) -> dict[str, str]:
    """What leads to a firm with a place, by the usual apps to where lorries get in."""
    assert firm.degrees
    latitude, longitude = (f"{degrees:.5f}" for degrees in firm.degrees)
    return {
        "latlon": f"{latitude},{longitude}",
        "geo": f"geo:{latitude},{longitude}?q={latitude},{longitude}",
        "google": f"https://www.google.com/maps/dir/?api=1&destination={latitude},{longitude}",
        "apple": f"https://maps.apple.com/?daddr={latitude},{longitude}",
        "to_entrance": "yes" if firm.entrance else "",
    }


def _lorry(language: str, firm: Firm) -> str:
    limits = (
        ("list.lorry_height", "metres", firm.lorry_height_m),
        ("list.lorry_weight", "tonnes", firm.lorry_weight_t),
    )
    said = [
        languages.text(language, key, **{name: languages.number_text(language, value)})
        for key, name, value in limits
        if value
    ]
    if firm.lorry_register:
        said.append(languages.text(language, "list.lorry_register", where=firm.lorry_register))
    return " · ".join([*said, *([firm.lorry_note] if firm.lorry_note else [])])


def _remark(language: str, firm: Firm) -> str:
    if firm.freshness == "old" and firm.confirmed_on:
        return languages.text(language, "list.old", month=languages.month_text(language, firm.confirmed_on))
    return languages.text(language, "list.never") if firm.freshness == "never" else ""

"""What a password must be: long, not among the common ones, not the account's own data. No rule about kinds of
characters (they make passwords worse) and no forced change with time."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from motcua.core.errors import Invalid
from motcua.people import policy
from motcua.people.models import User

_COMMON: Final = CommonPasswordValidator()
_SIMILAR: Final = UserAttributeSimilarityValidator(user_attributes=("username", "full_name", "email"))


def check_strength(password: str, user: User) -> None:
    """Raises Invalid (``password_weak``) with one entry a fault."""
    faults: list[dict[str, object]] = []
    if len(password) < policy.PASSWORD_MIN_LENGTH:
        faults.append({"code": "password_too_short", "length": policy.PASSWORD_MIN_LENGTH})
    if len(password) > policy.PASSWORD_MAX_LENGTH:
        faults.append({"code": "password_too_long", "length": policy.PASSWORD_MAX_LENGTH})
    if password.isdecimal():
        faults.append({"code": "password_only_digits"})
    if _refuses(_COMMON, password, user):
        faults.append({"code": "password_too_common"})
    if len(password) <= policy.PASSWORD_MAX_LENGTH and _refuses(_SIMILAR, password, user):
        faults.append({"code": "password_like_the_account"})
    if faults:
        raise Invalid("password_weak", errors=[{"field": "password", **fault} for fault in faults])


def _refuses(validator: CommonPasswordValidator | UserAttributeSimilarityValidator, password: str, user: User) -> bool:
    try:
        validator.validate(password, user)
    except ValidationError:
        return True
    return False

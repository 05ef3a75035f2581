"""What befalls the service. Each case is run on each database by the test modules beside this folder, one for each
database, so that the databases can be tried side by side."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules


def every() -> Mapping[str, Callable[..., None]]:
    """All cases by name. Raises ValueError where two bear the same: one of them would not be run."""
    found: dict[str, Callable[..., None]] = {}
    for module in sorted(f"{__name__}.{one.name}" for one in iter_modules(__path__)):
        for name, case in vars(import_module(module)).items():
            if name.startswith("test_"):
                if name in found:
                    raise ValueError(f"{module} has one more {name}")
                found[name] = case
    return found

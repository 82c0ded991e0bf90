"""The base of every typed part of a pack: closed, unchangeable, known by its code."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
PlaceCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
OfficeCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,119}$")]
Purpose = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.[a-z_]+)?$", max_length=40)]
BasisCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,79}$")]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Typed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

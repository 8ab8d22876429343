"""The mapped classes, one file per subject. Columns hold what queries need; the rest is in `values`."""

from portal.model import chain  # noqa: F401 - links what is written
from portal.model.activity import Activity, ActivityHead, UsageCount
from portal.model.dataset import Catalog, Dataset, DatasetSource, RecordState
from portal.model.disclosure import Disclosure
from portal.model.edition import Edition, EditionRecord
from portal.model.imported import ImportedRecord
from portal.model.organization import Organization, OrganizationSuccession
from portal.model.plan import PlanChange, PublicationPlan
from portal.model.resource import DataDictionaryEntry, Exposure, IngestState, Resource, ResourceVersion
from portal.model.review import Review, ReviewState
from portal.model.table import ResourceTable
from portal.model.user import EndedSession, Membership, Role, SignInAttempt, User
from portal.model.working_copy import WorkingCopy

__all__ = [
    "Activity",
    "ActivityHead",
    "Catalog",
    "DataDictionaryEntry",
    "Dataset",
    "DatasetSource",
    "Disclosure",
    "Edition",
    "EditionRecord",
    "EndedSession",
    "Exposure",
    "ImportedRecord",
    "IngestState",
    "Membership",
    "Organization",
    "OrganizationSuccession",
    "PlanChange",
    "PublicationPlan",
    "RecordState",
    "Resource",
    "ResourceTable",
    "ResourceVersion",
    "Review",
    "ReviewState",
    "Role",
    "SignInAttempt",
    "UsageCount",
    "User",
    "WorkingCopy",
]

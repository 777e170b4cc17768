"""Everything that can go wrong between a file and an index, cut by remedy.

XietiaoError                what the person who typed the command reads: one sentence
├── UnreadableFile          skip this file, the rest goes in
├── NothingToIngest         name a folder with texts
├── IndexNotBuilt           run `xietiao ingest`
├── IndexOutdated           run `xietiao ingest --rebuild`
├── IndexDamaged            run `xietiao ingest --rebuild`
├── IndexBusy               another ingest is at work: wait, or stop it
├── IndexNotWritten         make room on the disk
├── StoreUnavailable        start the Milvus server, or fix the setting `milvus_uri`
├── ModelNotFound           fix the setting `model` or `reranker`
└── UnknownDocument         `xietiao show` lists the documents
"""


class XietiaoError(Exception):
    """Base of all errors a user can act on; its message is one clear sentence."""


class UnreadableFile(XietiaoError):
    """This file can't be used; the message says why."""


class NothingToIngest(XietiaoError):
    """No usable text was found where we were told to look."""


class IndexNotBuilt(XietiaoError):
    """There is no index yet; `xietiao ingest` builds it."""


class IndexOutdated(XietiaoError):
    """The index was made with other settings; `xietiao ingest --rebuild` makes it anew."""


class IndexDamaged(XietiaoError):
    """The index on disk is not as it was written; `xietiao ingest --rebuild` makes it anew."""


class IndexBusy(XietiaoError):
    """Another ingest is writing to the same data folder."""


class IndexNotWritten(XietiaoError):
    """The disk is full or read-only; the index there was is as it was."""


class StoreUnavailable(XietiaoError):
    """The Milvus store does not answer; it is used again as soon as it does."""


class ModelNotFound(XietiaoError):
    """A model in the settings isn't there."""


class UnknownDocument(XietiaoError):
    """No document of that id is in the index."""

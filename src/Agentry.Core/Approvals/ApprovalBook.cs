namespace Agentry;

/// <summary>The questions of a run: the part of its state that they are.</summary>
internal sealed class ApprovalBook
{
    private List<ApprovalState>? _all;

    public IReadOnlyList<ApprovalState> All => _all ?? (IReadOnlyList<ApprovalState>)[];

    public ApprovalState? Find(string id) => _all?.Find(a => a.Request.ApprovalId == id);

    /// <summary>The last question about a call.</summary>
    public ApprovalState? OfCall(string key)
    {
        for (int i = All.Count - 1; i >= 0; i--)
        {
            if (All[i].Request.Key == key)
                return All[i];
        }

        return null;
    }

    /// <summary>The arguments that the last edit of a call put in place.</summary>
    public BlobRef? EditedArguments(string key)
    {
        for (int i = All.Count - 1; i >= 0; i--)
        {
            if (All[i].Request.Key == key && All[i].Status == ApprovalStatus.Edited)
                return All[i].Closed!.Edited;
        }

        return null;
    }

    public void Apply(RunLogEntry entry)
    {
        switch (entry.Event)
        {
            case ApprovalRequested requested:
                (_all ??= []).Add(new ApprovalState(requested, entry.At));
                break;
            case ApprovalVoted voted:
                Find(voted.ApprovalId)?.Apply(voted, entry.At);
                break;
            case ApprovalEscalated escalated:
                Find(escalated.ApprovalId)?.Apply(escalated, entry.At);
                break;
            case ApprovalClosed closed:
                Find(closed.ApprovalId)?.Apply(closed, entry.At);
                break;
        }
    }
}

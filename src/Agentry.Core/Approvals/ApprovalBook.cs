namespace Agentry;

/// <summary>The questions of a run: the part of its state that they are.</summary>
internal sealed class ApprovalBook
{
    private List<ApprovalState>? _all;

    public IReadOnlyList<ApprovalState> All => _all ?? (IReadOnlyList<ApprovalState>)[];

    public ApprovalState? Find(string id) => _all?.Find(a => a.Request.ApprovalId == id);

    /// <summary>The last question about a call.</summary>
    public ApprovalState? OfCall(string key) => _all?.FindLast(a => a.Request.Key == key);

    /// <summary>The arguments that the last edit of a call put in place.</summary>
    public BlobRef? EditedArguments(string key) => _all?.FindLast(a => a.Request.Key == key && a.Status == ApprovalStatus.Edited)?.Closed!.Edited;

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

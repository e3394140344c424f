namespace Agentry;

/// <summary>What an event says about an idempotency key.</summary>
internal static class LedgerProjection
{
    /// <param name="entry">The event.</param>
    /// <param name="state">The state with it applied.</param>
    public static LedgerEntry? Of(RunLogEntry entry, RunState state)
    {
        switch (entry.Event)
        {
            case ToolIntended e:
                return new LedgerEntry(e.Key, e.CallId, e.Tool, e.Effect, null, entry.At);
            case ToolCompleted e when state.FindByKey(e.Key)?.Intent is { } intent:
                return new LedgerEntry(e.Key, e.CallId, intent.Tool, intent.Effect, e.Outcome, entry.At);
            case ToolSettled e when state.FindByKey(e.Key)?.Intent is { } intent:
                return new LedgerEntry(e.Key, e.CallId, intent.Tool, intent.Effect, e.Outcome ?? (e.Settlement == SettlementKind.GivenUp ? ToolOutcomeKind.Unknown : null), entry.At);
            case ToolRefused e when state.FindIntended(e.CallId) is { Intent: { } intent }:
                return new LedgerEntry(intent.Key, e.CallId, intent.Tool, intent.Effect, ToolOutcomeKind.Refused, entry.At);
            default:
                return null;
        }
    }
}

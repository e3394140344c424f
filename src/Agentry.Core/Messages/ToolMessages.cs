namespace Agentry;

/// <summary>The sentences that a model reads about calls that did not go well. They hold no exception text and no content.</summary>
internal static class ToolMessages
{
    public static string Threw(ToolContract tool, FailureClass failure) => failure switch
    {
        FailureClass.Timeout => $"The call to {tool.Name} failed: it timed out.",
        FailureClass.Transient or FailureClass.Throttled => $"The call to {tool.Name} failed: the service behind it is not available now.",
        FailureClass.Unauthorized => $"The call to {tool.Name} failed: the service behind it refused access.",
        _ => $"The call to {tool.Name} failed inside the tool.",
    };

    public static string Unknown(string tool) =>
        $"The call to {tool} was started and then given up. Its effect may or may not have happened. "
        + "Do not call it again for the same purpose; say that the outcome is not known.";

    public static string DuplicateOfUnknown(string tool) =>
        $"The call to {tool} was not run: an earlier call with the same arguments was started, and whether it had its effect is not known. "
        + "Doing it again could have the effect twice. Do not try again; say that the outcome is not known.";

    public static string Unsettled(string tool) =>
        $"Nobody knows whether the call to {tool} had its effect. Find out, and settle it: it happened, it did not, or nobody will know.";

    public static string FailedAtRisk(string tool) =>
        $"The call to {tool} failed, and its risk is high. Look what became of it, and settle it: it happened all the same, it is to run again, or the agent is told that it failed.";

    public static string FailedAndSeen(string tool) => $"The call to {tool} failed, and a person has seen it. Do not try it again in another way; say that it failed.";

    public static string Happened(string tool) => $"The call to {tool} had its effect. Its result was lost. Do not call it again for the same purpose.";

    public static string Waiting(ToolContract tool) =>
        $"The call to {tool.Name} has not run: it waits for a person's approval.";

    public static string Denied(string tool, string why) => $"The call to {tool} was not run: it is not allowed. {why} Do not try to reach the same in another way.";

    public static string Rejected(string tool, string? why) =>
        $"The call to {tool} was not run: a person rejected it. {(string.IsNullOrWhiteSpace(why) ? "" : $"They say: {why} ")}Do not call it again for the same purpose.";

    public static string ApprovalExpired(string tool) =>
        $"The call to {tool} was not run: it needed a person's approval, and nobody decided in time. Do not call it again for the same purpose.";

    public static string ArgumentsChanged(string tool) =>
        $"The call to {tool} was not run: its arguments are not those that a person approved.";

    public static string WouldWait(string tool) => $"This is a dry run. The call to {tool} would have waited for a person's approval, and was not run.";

    public static string WouldRun(string tool) => $"This is a dry run. The call to {tool} would have been run now, and was not.";

    public static string InvalidResult(ToolContract tool) =>
        $"The call to {tool.Name} ran, but its result does not fit the tool's declared result and is withheld. Do not call it again for the same purpose.";

    public static string RunEnding(string tool) => $"The call to {tool} was not run: the run ended first.";

    public static string CannotWait(string message) =>
        $"{message} This run cannot wait for it. Do not call it again; say what is needed.";

    public static string NotSeen(string tool) => $"The run ended and holds no outcome of the call to {tool}: it was not run here.";

    public static string NotProposed(string tool) =>
        $"The call to {tool} was not run: no reply of the model in this run proposed it with these arguments.";

    public static string NoModelInScope(string tool) =>
        $"The call to {tool} was not run: nothing in this run scope asked a model through a GuardedChatClient, so nobody proposed it. "
        + "The host does so, or begins the scope with acceptUnproposed.";

    public static string NoScope(string tool) =>
        $"The call to {tool} was not run: it has an effect that must not repeat and needs a run scope. "
        + "The host begins one with RunScope.Begin around the request, or sets AllowWithoutScope for this tool.";

    public static string Limit(string tool, string limit) => $"The call to {tool} was not run: the run has reached its limit ({limit}).";

    public static string Budget(string tool) => $"The call to {tool} was not run: the budget does not allow it.";

    public static string LayerFailed(string tool) =>
        $"The call to {tool} was not run: a safety check could not be completed. Do not try it again.";
}

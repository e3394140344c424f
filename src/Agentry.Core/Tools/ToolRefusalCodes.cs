namespace Agentry;

/// <summary>The codes with which Core refuses tool calls.</summary>
public static class ToolRefusalCodes
{
    /// <summary>No such tool for this run; a tool whose scopes the caller lacks answers the same.</summary>
    public const string UnknownTool = "unknown_tool";

    /// <summary>The arguments were not readable as JSON, usually because the reply was cut.</summary>
    public const string UnreadableArguments = "unreadable_arguments";

    /// <summary>The arguments do not fit the tool's schema.</summary>
    public const string InvalidArguments = "invalid_arguments";

    /// <summary>A limit of the run does not allow another call.</summary>
    public const string Limit = "limit";

    /// <summary>A budget does not allow the call.</summary>
    public const string Budget = "budget";

    /// <summary>A layer threw: the call is refused, because a check that failed did not pass.</summary>
    public const string LayerFailed = "layer_failed";

    /// <summary>The run ended before the call could start.</summary>
    public const string RunEnding = "run_ending";

    /// <summary>The model did not propose this call in this scope.</summary>
    public const string NotProposed = "not_proposed";

    /// <summary>The call would have to wait for something from outside, and a run scope cannot be suspended.</summary>
    public const string CannotWait = "cannot_wait";

    /// <summary>A tool with an effect that must not repeat was invoked outside a run scope.</summary>
    public const string NoScope = "no_scope";

    /// <summary>
    /// An earlier call of this run with the same tool and arguments may have had its effect, and nobody knows: the same again could have it twice.
    /// <see cref="ToolOptions.AllowRepeatAfterUnknown"/> turns the refusal off.
    /// </summary>
    public const string DuplicateOfUnknown = "duplicate_of_unknown";

    /// <summary>The tool's result does not fit its result schema.</summary>
    public const string InvalidResult = "invalid_result";

    /// <summary>People said no.</summary>
    public const string Rejected = "rejected";

    /// <summary>People were asked and nobody decided in time.</summary>
    public const string ApprovalExpired = "approval_expired";

    /// <summary>A person answered in the tool's place; the message is theirs.</summary>
    public const string Responded = "responded";

    /// <summary>People agreed to other arguments than the call has now.</summary>
    public const string ArgumentsChanged = "arguments_changed";

    /// <summary>It is a dry run, and the call would have had an effect or waited for people.</summary>
    public const string DryRun = "dry_run";

    internal static bool IsRepair(string? code) => code is UnknownTool or UnreadableArguments or InvalidArguments;
}

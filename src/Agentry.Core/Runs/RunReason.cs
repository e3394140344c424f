namespace Agentry;

/// <summary>Why a run ended, was suspended or was refused.</summary>
/// <param name="Code">A stable snake_case word for programs, such as <c>max_turns</c>; the values are listed in <see cref="RunReasonCodes"/>.</param>
/// <param name="Message">A sentence for people. It holds no prompt and no tool content.</param>
public sealed record RunReason(string Code, string Message)
{
    /// <summary>When it is worth trying again; null when nothing is known, or it is never.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}

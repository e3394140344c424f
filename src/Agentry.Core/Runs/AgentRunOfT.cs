using System.Diagnostics.CodeAnalysis;

namespace Agentry;

/// <summary>A run that was asked for an answer of a type, with that answer.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <remarks>Immutable and thread-safe, as far as the answer is.</remarks>
public sealed class AgentRun<T> : AgentRun
{
    [SetsRequiredMembers]
    internal AgentRun(AgentRun run, T? answer)
        : base(run) => Answer = answer;

    /// <summary>The answer, read from <see cref="AgentRun.Text"/>; the default of its type when there is none.</summary>
    public T? Answer { get; }

    /// <summary>
    /// Whether there is an answer: true when the run completed, unless the answer is null, or was erased or changed by a layer since
    /// (<see cref="AgentRun.Reason"/> is then <see cref="RunReasonCodes.AnswerUnreadable"/>).
    /// </summary>
    [MemberNotNullWhen(true, nameof(Answer))]
    public bool HasAnswer => Status == RunStatus.Completed && Reason is null && Answer is not null;
}

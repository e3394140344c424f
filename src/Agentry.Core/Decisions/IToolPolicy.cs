namespace Agentry;

/// <summary>A rule about tool calls. One instance serves all calls of an agent at once: it must be thread-safe.</summary>
public interface IToolPolicy
{
    /// <summary>Its name in the run log and in messages.</summary>
    string Name { get; }

    /// <summary>Judges a call whose arguments fit their contract. Asked again each time the call is about to run, so its answer may change.</summary>
    /// <param name="call">The call. Judge it, do not change it.</param>
    /// <param name="cancellationToken">Cancelled when the run is, and when the policy takes too long.</param>
    /// <returns>The decision. A policy that throws, or takes longer than <see cref="DecisionOptions.PolicyTimeout"/>, denies.</returns>
    ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken);
}

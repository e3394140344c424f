using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Agentry.Tests;

/// <summary>What agents returned in this test, so that the teardown can compare it with what the log says.</summary>
internal static class ReturnedRuns
{
    private static readonly ConditionalWeakTable<Agent, ConcurrentDictionary<RunId, AgentRun>> ByAgent = [];

    /// <summary>Notes a result; a later one of the same run, after a resume, replaces it.</summary>
    public static AgentRun Note(Agent agent, AgentRun run)
    {
        ByAgent.GetOrCreateValue(agent)[run.Id] = run;
        return run;
    }

    public static AgentRun? Find(Agent agent, RunId run) =>
        ByAgent.TryGetValue(agent, out ConcurrentDictionary<RunId, AgentRun>? runs) ? runs.GetValueOrDefault(run) : null;
}

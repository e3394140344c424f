using System.Text.Json;

namespace Agentry.Tests;

/// <summary>Plain or streaming: every loop test runs both.</summary>
public enum RunMode
{
    Plain,
    Streaming,
}

/// <summary>Both modes, for <c>[Theory, BothModes]</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothModesAttribute : Xunit.Sdk.DataAttribute
{
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[RunMode.Plain], [RunMode.Streaming]];
}

internal static class RunModeExtensions
{
    /// <summary>Runs in a mode. Streaming, the text updates must add up to what the run says, unless text was held or a turn was void.</summary>
    public static async Task<AgentRun> RunAsync(
        this RunMode mode, Agent agent, RunRequest request, List<RunUpdate>? updates = null, CancellationToken cancellationToken = default)
    {
        AgentRun run = mode == RunMode.Plain
            ? await agent.RunAsync(request, cancellationToken)
            : await CollectAsync(agent.RunStreamingAsync(request, cancellationToken), updates ?? []);
        return ReturnedRuns.Note(agent, run);
    }

    public static async Task<AgentRun> ResumeAsync(this RunMode mode, Agent agent, RunId run, List<RunUpdate>? updates = null) =>
        ReturnedRuns.Note(agent, mode == RunMode.Plain
            ? await agent.ResumeAsync(run)
            : await CollectAsync(agent.ResumeStreamingAsync(run), updates ?? []));

    /// <summary>Runs to an answer of a type, in a mode.</summary>
    public static async Task<AgentRun<T>> RunAsync<T>(
        this RunMode mode,
        Agent agent,
        RunRequest request,
        List<RunUpdate>? updates = null,
        JsonSerializerOptions? json = null,
        CancellationToken cancellationToken = default)
    {
        AgentRun run = mode == RunMode.Plain
            ? await agent.RunAsync<T>(request, json, cancellationToken)
            : await CollectAsync(agent.RunStreamingAsync<T>(request, json, cancellationToken), updates ?? []);
        return (AgentRun<T>)ReturnedRuns.Note(agent, run);
    }

    public static async Task<AgentRun<T>> ResumeAsync<T>(this RunMode mode, Agent agent, RunId run, List<RunUpdate>? updates = null) =>
        (AgentRun<T>)ReturnedRuns.Note(agent, mode == RunMode.Plain
            ? await agent.ResumeAsync<T>(run)
            : await CollectAsync(agent.ResumeStreamingAsync<T>(run), updates ?? []));

    private static async Task<AgentRun> CollectAsync(IAsyncEnumerable<RunUpdate> stream, List<RunUpdate> updates)
    {
        await foreach (RunUpdate update in stream)
            updates.Add(update);
        updates.OfType<RunDoneUpdate>().Should().ContainSingle();
        return updates[^1].Should().BeOfType<RunDoneUpdate>().Subject.Run;
    }
}

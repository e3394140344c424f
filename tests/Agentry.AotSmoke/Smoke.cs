namespace Agentry.AotSmoke;

/// <summary>Says what holds, and ends the program at the first thing that does not.</summary>
internal static class Smoke
{
    public static void Check(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException("AOT smoke failed: " + what);
        Console.WriteLine("ok: " + what);
    }

    /// <summary>Runs an agent plainly or by its stream.</summary>
    public static async Task<AgentRun> RunAsync(Agent agent, RunRequest request, bool streaming, List<RunUpdate>? updates = null)
    {
        if (!streaming)
            return await agent.RunAsync(request);
        AgentRun? run = null;
        await foreach (RunUpdate update in agent.RunStreamingAsync(request))
        {
            updates?.Add(update);
            run = (update as RunDoneUpdate)?.Run;
        }

        return run ?? throw new InvalidOperationException("AOT smoke failed: a stream ended without its last update");
    }
}

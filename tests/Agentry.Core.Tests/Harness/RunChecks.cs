using System.Diagnostics;
using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>What must hold for every run, however it ended.</summary>
internal static class RunChecks
{
    /// <summary>How long a test waits, in real time, for what must come at once.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>
    /// The log is whole, says what the result says, answers every proposed call of a run that is over, and has an outcome for every intent;
    /// what is rebuilt from it equals what the caller got.
    /// </summary>
    public static async Task<IReadOnlyList<RunLogEntry>> CheckAsync(this TestHost host, AgentRun run, string tenant = "")
    {
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(run.Id, tenant);
        LogVerification verified = await host.Runs.VerifyAsync(run.Id, tenant);
        verified.IsIntact.Should().BeTrue(verified.Problem);
        log.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, log.Count).Select(i => (long)i));
        log.Count(e => e.Event is RunEnded).Should().Be(run.Status.IsTerminal() ? 1 : 0);
        RunState state = RunState.Fold(log);
        state.Status.Should().Be(run.Status);
        state.Turns.Should().Be(run.Turns);
        state.ToolCalls.Should().Be(run.ToolCalls);
        if (run.Status.IsTerminal())
        {
            state.Calls.Should().NotContain(c => c.Answer == null || c.Outcome == null, "every proposed call is answered");
            foreach (RunLogEntry intent in log.Where(e => e.Event is ToolIntended))
            {
                var intended = (ToolIntended)intent.Event;
                log.Should().Contain(
                    e => e.Sequence > intent.Sequence
                        && ((e.Event is ToolCompleted && ((ToolCompleted)e.Event).Key == intended.Key)
                            || (e.Event is ToolSettled && ((ToolSettled)e.Event).Key == intended.Key)
                            || (e.Event is ToolSuspended && ((ToolSuspended)e.Event).CallId == intended.CallId)
                            || (intended.Claims == true && e.Event is ToolRefused && ((ToolRefused)e.Event).CallId == intended.CallId)),
                    $"the intent of {intended.Tool} has an outcome");
            }

            (await host.Runs.CancelAsync(run.Id, "test", tenant: tenant)).Should().Be(SignalResult.RunEnded);
        }

        AgentRun read = (await host.Runs.GetAsync(run.Id, tenant))!;
        read.Status.Should().Be(run.Status);
        read.Text.Should().Be(run.Text);
        read.Messages.Select(m => m.Role).Should().Equal(run.Messages.Select(m => m.Role));
        WellFormed(run.Messages, run.Status.IsTerminal());
        return log;
    }

    /// <summary>No result without its call directly before it, and no call without its result.</summary>
    public static void WellFormed(IEnumerable<ChatMessage> messages, bool over = true)
    {
        var open = new List<string>();
        foreach (ChatMessage message in messages)
        {
            if (message.Role != ChatRole.Tool)
                open.Should().BeEmpty("a call must be answered before the next message");
            foreach (AIContent content in message.Contents)
            {
                if (content is FunctionCallContent call)
                    open.Add(call.CallId);
                else if (content is FunctionResultContent result)
                    open.Remove(result.CallId).Should().BeTrue($"result {result.CallId} must have its call");
            }
        }

        if (over)
            open.Should().BeEmpty();
    }

    public static IEnumerable<T> Of<T>(this IEnumerable<RunLogEntry> log)
        where T : RunEvent =>
        log.Select(e => e.Event).OfType<T>();

    /// <summary>The answers that the model was given, by call.</summary>
    public static string AnswerTo(this ModelRequest request, string callId)
    {
        object? answer = request.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Last(r => r.CallId == callId).Result;
        return answer is JsonElement { ValueKind: not JsonValueKind.String } element ? element.GetRawText() : answer?.ToString() ?? "null";
    }

    /// <summary>Waits for something that another thread is about to do.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException("It did not happen.");
            await Task.Yield();
        }
    }

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task Soon(this Task task) => task.WaitAsync(Patience);
}

using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A run to check texts in, without a model.</summary>
internal static class RunContexts
{
    /// <summary>Runs code with the context of a run.</summary>
    public static async Task<T> WithAsync<T>(Func<RunContext, Task<T>> body, TimeProvider? time = null)
    {
        T result = default!;
        var layer = new Probe(async run => result = await body(run));
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("ok")),
            agent => agent.AddRunLayer(RunStage.Admission, "probe", _ => layer),
            services: s => s.Add(new(typeof(TimeProvider), time ?? TimeProvider.System)));
        AgentRun run = await host.Agent.RunAsync("hello");
        run.Status.Should().Be(RunStatus.Completed, layer.Failure?.ToString() ?? run.ToString());
        return result;
    }

    private sealed class Probe(Func<RunContext, Task> body) : IRunLayer
    {
        public Exception? Failure { get; private set; }

        public async ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken)
        {
            try
            {
                await body(context);
            }
            catch (Exception e)
            {
                Failure = e;
                throw;
            }

            return await next(context, cancellationToken);
        }
    }
}

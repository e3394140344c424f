using System.Collections.Concurrent;
using System.Diagnostics;
using Agentry;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LayersAlone;

/// <summary>The same host with the layers: one pipeline under the loop, one around each tool, one scope around the request.</summary>
internal static class GuardedHost
{
    public static async Task<Ending> PlayAsync(Scene scene, bool streaming)
    {
        var shop = new Shop();
        await using ServiceProvider services = Register(new ScriptedChatClient(scene.Model), shop);
        var agent = services.GetRequiredService<Agent>();
        ConcurrentQueue<string> spans = [];
        using ActivityListener listener = Listen(spans);

        // The model's side is a plain IChatClient, the tools' side are plain AIFunctions: the loop between them does not know.
        var model = services.GetRequiredKeyedService<IChatClient>(AgentryNames.ChatClient("shop"));
        IChatClient loop = model.AsBuilder().UseFunctionInvocation().Build();

        string answer;
        RunId run;
        await using (RunScope scope = RunScope.Begin(agent.Pipeline, AgentCaller.Of("ann")))
        {
            run = scope.RunId;
            answer = await BareHost.AskAsync(loop, scene.Request, [.. agent.Functions], streaming);
        }

        List<string> notes = [$"spans {string.Join(", ", spans)}"];
        await foreach (RunLogEntry entry in agent.Pipeline.Runs.EventsAsync(run))
            notes.AddRange(Note(entry.Event));
        return new Ending(answer, [.. shop.Effects], notes);
    }

    private static ServiceProvider Register(IChatClient model, Shop shop)
    {
        var services = new ServiceCollection();
        services.AddSingleton(model);
        services.AddAgentry()
            .AddGuardrails()
            .AddResilience(o => o.Retry.BaseDelay = o.Retry.MaxDelay = TimeSpan.FromMilliseconds(20))
            .AddObservability()
            .AddAgent("shop", agent => agent
                .WithTool(shop.ReadReview, tool => tool.ReadOnly())
                .WithTool(shop.CancelOrders, tool => tool.Idempotent())
                .WithTool(shop.Refund, tool => tool.NonIdempotent().Risk(RiskTier.Medium)));
        return services.BuildServiceProvider();
    }

    /// <summary>What the run log says about a scene beyond its replies and results.</summary>
    private static string[] Note(RunEvent logged) => logged switch
    {
        ToolRefused refused => [$"{refused.Tool} refused: {refused.Code}"],
        CallRepeated => ["a repeated call was answered from the log"],
        ToolCompleted { Outcome: ToolOutcomeKind.Unknown } => ["its outcome is unknown"],
        ExtensionEvent { Kind: ResilienceEvents.AttemptFailed } => ["an attempt failed"],
        ExtensionEvent { Kind: "guardrails.finding" } finding => [$"found {finding.Body.GetProperty("rule").GetString()}"],
        _ => [],
    };

    private static ActivityListener Listen(ConcurrentQueue<string> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AgentryTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => spans.Enqueue(span.DisplayName),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

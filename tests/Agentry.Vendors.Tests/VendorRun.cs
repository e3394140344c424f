using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

/// <summary>One run of an agent over a vendor's real client and a scripted server.</summary>
internal sealed class VendorRun
{
    public required AgentRun Run { get; init; }

    public required IReadOnlyList<RunLogEntry> Log { get; init; }

    public required IReadOnlyList<string> Requests { get; init; }

    public required IReadOnlyList<TimeSpan> Waits { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required CountingTool Tool { get; init; }

    public IReadOnlyList<JsonElement> Failures => [.. Log.Of<ExtensionEvent>().Where(e => e.Kind == ResilienceEvents.AttemptFailed).Select(e => e.Body)];

    public static async Task<VendorRun> RunAsync(
        Vendor vendor, RunMode mode, Func<VendorDialect, bool, ServerReply[]> script, Action<ResilienceOptions>? configure = null, int? sdkRetries = 0)
    {
        VendorDialect dialect = VendorDialect.Of(vendor);
        await using LoopbackServer server = await LoopbackServer.StartAsync(script(dialect, mode == RunMode.Streaming));
        using IChatClient client = dialect.Client(server.Address, sdkRetries);
        var clock = new WatchedClock();
        var log = new WarningLog();
        var tool = new CountingTool(
            "get_order",
            (_, _) => new ValueTask<object?>("on its way"),
            """{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}""");
        await using var host = new TestHost(
            client,
            agent => agent.WithInstructions("Help.").WithTool(tool, t => t.ReadOnly())
                .WithLimits(l => (l.MaxStepDuration, l.MaxDuration) = (TimeSpan.FromHours(5), TimeSpan.FromHours(10))),
            all => all.AddResilience(o =>
            {
                (o.TotalTimeout, o.AttemptTimeout) = (TimeSpan.FromHours(2), TimeSpan.FromHours(1));
                configure?.Invoke(o);
            }),
            services => services.AddSingleton<TimeProvider>(clock).AddSingleton<ILoggerFactory>(log));

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Where is order 1042?");
        List<TimeSpan> waits = await clock.PassWaitsAsync(work);
        AgentRun run = await work;
        return new VendorRun
        {
            Run = run,
            Log = await host.CheckAsync(run),
            Requests = server.Requests,
            Waits = waits,
            Warnings = log.Warnings,
            Tool = tool,
        };
    }
}

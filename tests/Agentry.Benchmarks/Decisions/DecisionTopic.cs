using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry.Benchmarks;

/// <summary>What ten policies add to a call, beside what its contract check costs, how fast the inbox answers over ten thousand waiting runs, and what becomes of attacks.</summary>
internal sealed class DecisionTopic : ITopic
{
    private const int Rounds = 40;
    private const int Runs = 20;
    private const int ShortRun = 5;
    private const int LongRun = 25;
    private const double Turns = Runs * (LongRun - ShortRun);
    private const int Probes = 200;
    private const int Checks = 2_000;
    private const double AimMicroseconds = 20;
    private const double AimBytes = 4 * 1024;
    private const double InboxMilliseconds = 20;

    public string Name => "decisions";

    public async Task MeasureAsync(FigureReport report)
    {
        await using var bare = new TurnHost(ToolEffect.NonIdempotent);
        await using var ten = new TurnHost(ToolEffect.NonIdempotent, TenPolicies);
        Sample[] m = await SideBySide.MeasureAsync(
            Rounds,
            () => Probe.RunAsync(Probes),
            ContractCheck(),
            ten.Agent(streaming: false, Runs, LongRun),
            bare.Agent(streaming: false, Runs, LongRun),
            ten.Agent(streaming: false, Runs, ShortRun),
            bare.Agent(streaming: false, Runs, ShortRun));
        double slowness = Probe.Slowness(m[0], Probes);
        Sample contract = m[1] / Checks;
        Sample added = ((m[2] - m[3]) - (m[4] - m[5])) / Turns;
        report.Note($"the probe takes {slowness * Probe.Quiet:0.00} us, {slowness:0.00} times as long as on a quiet machine; the goal of time is the aim times that");
        report.Note($"the contract check alone takes {contract.Microseconds:0.00} us and {contract.Bytes:0} bytes a call");
        report.Add("ten.time", added.Microseconds, "us", AimMicroseconds * slowness);
        report.Add("ten.bytes", added.Bytes, "bytes", AimBytes);
        await InboxFigures.MeasureAsync(report, InboxMilliseconds * slowness);
        await AttackFigures.MeasureAsync(report);
    }

    /// <summary>Eight rules, a list and a policy of the host: none denies, so that all ten are asked and the call runs.</summary>
    private static void TenPolicies(IAgentryBuilder agent) => agent
        .ConfigureDecisions(o =>
        {
            o.AllowTools.Add("get_*");
            o.Rules["id"] = new PolicyRule { Require = "length(/reservation_id) == 6" };
            o.Rules["user"] = new PolicyRule { Require = "/user_id in [\"chen_jackson_3290\", \"raj_smith_1\"]" };
            o.Rules["parts"] = new PolicyRule { Require = "/include/* in [\"flights\", \"passengers\", \"payments\"]" };
            o.Rules["either"] = new PolicyRule { Require = "exists(/user_id) and not /reservation_id == \"000000\" or /include/0 == \"flights\"" };
            o.Rules["hours"] = new PolicyRule { Hours = "Sun-Sat 00:00-23:59, Mon-Sun 00:00-23:59" };
            o.Rules["caller"] = new PolicyRule { Require = "exists(/reservation_id)" };
            o.Rules["other"] = new PolicyRule { Require = "/amount <= 500", Otherwise = PolicyVerdict.RequireApproval };
            o.Rules["other"].Tools.Add("refund_*");
            o.Rules["tenant"] = new PolicyRule { Require = "/amount <= 500" };
            o.Rules["tenant"].Tenants.Add("elsewhere");
        })
        .AddPolicy(new Cheerful());

    private static Func<Task> ContractCheck()
    {
        var schema = CompiledSchema.Compile(new TurnTool().JsonSchema);
        Dictionary<string, object?> arguments = JsonSerializer
            .Deserialize<JsonElement>("""{"reservation_id":"4WQ150","user_id":"chen_jackson_3290","include":["flights","passengers","payments"]}""")
            .EnumerateObject().ToDictionary(p => p.Name, object? (p) => p.Value, StringComparer.Ordinal);
        return () =>
        {
            for (int i = 0; i < Checks; i++)
            {
                if (!schema.IsValid(arguments))
                    throw new InvalidOperationException("The arguments do not fit.");
            }

            return Task.CompletedTask;
        };
    }

    private sealed class Cheerful : IToolPolicy
    {
        public string Name => "cheerful";

        public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken) => new(PolicyDecision.Allow);
    }
}

using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agentry.Tests;

/// <summary>The desk in a process: an agent with a scripted model, tools at the payment server, and its runs in a SQLite file.</summary>
internal sealed record DeskHost(string File, string Port)
{
    public const string Agent = "desk";

    /// <summary>An agent whose one tool is the desk.</summary>
    public const string Front = "front";

    public KillPlan Kill { get; init; } = new("never");

    /// <summary>So that hundreds of deaths do not wait long.</summary>
    public static TimeSpan ShortLease { get; } = TimeSpan.FromMilliseconds(300);

    public TimeSpan Lease { get; init; } = ShortLease;

    public int MaxRecoveries { get; init; } = 1_000;

    /// <summary>Whether a thing that the service does not know will not come any more either: not while its sender may be only paused.</summary>
    public bool TrustsAbsence { get; init; } = true;

    /// <summary>Whether charges, letters and parcels wait for a person of finance.</summary>
    public bool AsksPeople { get; init; }

    /// <summary>Prints commits and signals.</summary>
    public bool Speaks { get; init; }

    public IChatClient Model { get; init; } = new ScriptedChatClient(request => DeskScript.Answer(request.Messages));

    private static void Ask(DecisionOptions options)
    {
        var rule = new PolicyRule { Require = "exists(/nothing)", Otherwise = PolicyVerdict.RequireApproval };
        rule.Groups.Add("finance");
        foreach (string tool in (string[])[DeskScript.Charge, DeskScript.Letter, DeskScript.Parcel])
            rule.Tools.Add(tool);
        options.Rules["people"] = rule;
    }

    public IHost Build()
    {
        var tools = new DeskTools(
            new HttpClient(new IdempotencyKeyHandler(new SocketsHttpHandler())) { BaseAddress = new Uri($"http://127.0.0.1:{Port}") }, Kill, TrustsAbsence);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(Model);
        builder.Services.AddSingleton(tools);
        builder.Services.AddAgentry()
            .ConfigureDurability(o =>
            {
                o.LeaseDuration = Lease;
                o.PollEvery = TimeSpan.FromMilliseconds(30);
                o.RecoveryDelay = TimeSpan.FromMilliseconds(30);
                o.MaxRecoveries = MaxRecoveries;
                o.MaxConcurrentRecoveries = 64;
            })
            .AddAgent(Agent, agent => (AsksPeople ? agent.ConfigureDecisions(Ask) : agent)
                .WithLimits(l => l.MaxTurns = 1_000)
                .WithTool(tools.LookUp, t => t.ReadOnly())
                .WithTool(tools.Posting(DeskScript.Charge), t => t.Keyed())
                .WithTool(tools.Posting(DeskScript.Letter), t => t.NonIdempotent())
                .WithTool(tools.Posting(DeskScript.Parcel), t => t.NonIdempotent().Probe(tools.ProbeAsync))
                .WithTool(tools.Posting(DeskScript.Note), t => t.NonIdempotent().WhenUnknown(UnknownOutcomeHandling.TellModel)))
            .AddAgent(Front, agent => agent
                .WithChatClient(new ScriptedChatClient(request => DeskScript.AnswerAtTheFront(request.Messages)))
                .WithTool(s => s.GetRequiredKeyedService<Agent>(Agent).AsTool()));
        builder.Services.AddSingleton<RunStore>(_ => new KillingStore(
            new SqliteRunStore(
                new SqliteOptions { ConnectionString = $"Data Source={File}", WatchInterval = TimeSpan.FromMilliseconds(20), BusyTimeout = TimeSpan.FromSeconds(30) },
                new SqliteSeams { BeforeCommit = Kill.InTransaction }),
            Kill,
            Speaks));
        return builder.Build();
    }
}

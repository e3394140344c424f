using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry;

/// <summary>Metrics of what runs spend and of budgets that were passed, read from the events of a run while they are added.</summary>
internal sealed class SpendMetrics(Meter meter)
{
    /// <summary>One observer a run, however many layers ask for it.</summary>
    private static readonly object Attached = new();

    private readonly Counter<double> _reserved = meter.CreateCounter<double>(
        "agentry.spend.reserved", "{USD}", "US dollars that model calls might cost at most, before they were sent.");

    private readonly Counter<double> _settled = meter.CreateCounter<double>(
        "agentry.spend.settled", "{USD}", "US dollars that model and tool calls were charged.");

    private readonly Counter<long> _breaches = meter.CreateCounter<long>(
        "agentry.budget.breaches", "{breach}", "Calls that a budget did not allow, and runs and steps that took longer than they should or may.");

    private readonly Counter<long> _warnings = meter.CreateCounter<long>(
        "agentry.budget.warnings", "{warning}", "Budgets used up to a part at which the host wants to be warned.");

    public bool Enabled => _reserved.Enabled || _settled.Enabled || _breaches.Enabled || _warnings.Enabled;

    /// <summary>Counts what happens in a run from now on.</summary>
    public void Attach(RunContext run, AgentTelemetry telemetry)
    {
        if (run.Items.TryAdd(Attached, Attached))
            run.Observe(@event => telemetry.Safely((this, run.AgentName, @event), static s => s.Item1.Count(s.AgentName, s.@event)));
    }

    private void Count(string agent, RunEvent @event)
    {
        switch (@event)
        {
            case SpendReserved { Cost: { } cost } reserved:
                TagList tags = Agent(agent);
                Add(ref tags, Attributes.RequestModel, reserved.Model);
                _reserved.Add((double)cost, tags);
                break;
            case SpendSettled { Cost: { } cost } settled:
                TagList charged = Agent(agent);
                Add(ref charged, Attributes.ResponseModel, settled.Model);
                Add(ref charged, Attributes.ToolName, settled.Tool);
                charged.Add(Attributes.SpendBasis, Words.Of(settled.Basis));
                _settled.Add((double)cost, charged);
                break;
            case BudgetBreached breach:
                _breaches.Add(1, Breach(agent, breach));
                break;
            case LatencyBreached late:
                TagList took = Agent(agent);
                took.Add(Attributes.BudgetKind, "latency");
                took.Add(Attributes.BudgetScope, Words.Of(late.Scope));
                took.Add(Attributes.BudgetResponse, late.Cut ? "cut" : "recorded");
                Add(ref took, Attributes.ToolName, late.Tool);
                _breaches.Add(1, took);
                break;
            case BudgetWarned warned:
                TagList near = Account(agent, warned.Account);
                near.Add(Attributes.BudgetThreshold, warned.Threshold);
                _warnings.Add(1, near);
                break;
        }
    }

    private static TagList Breach(string agent, BudgetBreached breach)
    {
        TagList tags = Account(agent, breach.Account);
        tags.Add(Attributes.BudgetResponse, breach switch
        {
            { Response: BudgetBreach.Suspend } => "suspended",
            { Response: BudgetBreach.Cheaper } => "cheaper",
            { CallId: not null } => "refused",
            _ => "ended",
        });
        Add(ref tags, Attributes.ToolName, breach.Tool);
        Add(ref tags, Attributes.RequestModel, breach.Model);
        return tags;
    }

    /// <summary>What an account limits and for whom, by kind alone: a series for every caller or run would be too many.</summary>
    private static TagList Account(string agent, string account)
    {
        TagList tags = Agent(agent);
        string kind = account[(account.LastIndexOf(':') + 1)..];
        tags.Add(Attributes.BudgetKind, kind.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? kind[..end] : kind);
        tags.Add(Attributes.BudgetScope, account switch
        {
            _ when account.StartsWith("budget:agent:", StringComparison.Ordinal) => "agent",
            _ when account.StartsWith("budget:user:", StringComparison.Ordinal) => "user",
            _ when account.StartsWith("budget:tenant:", StringComparison.Ordinal) => "tenant",
            _ => "run",
        });
        return tags;
    }

    private static TagList Agent(string agent) => new() { { Attributes.AgentName, agent } };

    private static void Add(ref TagList tags, string name, string? value)
    {
        if (value is not null)
            tags.Add(name, value);
    }
}

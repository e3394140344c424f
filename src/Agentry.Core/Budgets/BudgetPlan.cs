namespace Agentry;

/// <summary>Which accounts a step of an agent takes from. Immutable and thread-safe.</summary>
internal sealed class BudgetPlan
{
    private const string Cost = "cost";
    private const string Tokens = "tokens";
    private const string ModelCalls = "model_calls";
    private const string ToolCalls = "tool_calls";

    private readonly List<(Func<RunContext, string> Name, AccountPeriod Period, BudgetCaps Caps)> _shared = [];

    public BudgetPlan(string agent, BudgetOptions options, PriceTable prices)
    {
        Options = options;
        Prices = prices;
        Estimator = options.Estimator();
        Add(options.Agent, _ => $"budget:agent:{agent}:");
        Add(options.User, static run => $"budget:user:{run.Caller.Subject}:");
        Add(options.Tenant, static _ => "budget:tenant:");
    }

    public BudgetOptions Options { get; }

    public PriceTable Prices { get; }

    public ITokenEstimator Estimator { get; }

    public bool IsCostLimited(RunContext run) => run.Budget.IsCostLimited || _shared.Exists(s => s.Caps.MaxCost is not null);

    /// <summary>The parts of a model call; null costs and tokens are of what is not limited.</summary>
    public List<AccountPart> ForModelCall(RunContext run, decimal? cost, long tokens) => Parts(run, cost, tokens, ModelCalls);

    public List<AccountPart> ForToolCall(RunContext run, decimal cost) => Parts(run, cost == 0 ? null : cost, null, ToolCalls);

    /// <summary>One unit of everything shared: whether there is anything left at all.</summary>
    public List<AccountPart> ForAdmission(RunContext run)
    {
        List<AccountPart> parts = [];
        AddShared(parts, run, CostUnits.ToDollars(1), 1, ModelCalls);
        return parts;
    }

    /// <summary>What the parts of a reservation came to. Calls stay as they were counted.</summary>
    public static List<AccountAmount> Final(IReadOnlyList<AccountPart> parts, decimal? cost, long? tokens)
    {
        List<AccountAmount> amounts = [];
        foreach (AccountPart part in parts)
        {
            if (cost is { } c && part.Account.Name.EndsWith(":" + Cost, StringComparison.Ordinal))
                amounts.Add(new AccountAmount(part.Account, CostUnits.Of(c)));
            else if (tokens is { } t && part.Account.Name.EndsWith(":" + Tokens, StringComparison.Ordinal))
                amounts.Add(new AccountAmount(part.Account, t));
        }

        return amounts;
    }

    private List<AccountPart> Parts(RunContext run, decimal? cost, long? tokens, string calls)
    {
        List<AccountPart> parts = [];
        for (RunBudget? budget = run.Budget; budget is not null; budget = budget.Parent)
        {
            if (cost is { } c && budget.MaxCost is { } maxCost)
                parts.Add(Part(budget.CostAccount, AccountPeriod.Total, CostUnits.Of(c), CostUnits.OfCap(maxCost)));
            if (tokens is { } t && budget.MaxTokens is { } maxTokens)
                parts.Add(Part(budget.TokenAccount, AccountPeriod.Total, t, maxTokens));
        }

        AddShared(parts, run, cost, tokens, calls);
        return parts;
    }

    private void AddShared(List<AccountPart> parts, RunContext run, decimal? cost, long? tokens, string calls)
    {
        foreach ((Func<RunContext, string> name, AccountPeriod period, BudgetCaps caps) in _shared)
        {
            if (cost is { } c && caps.MaxCost is { } maxCost)
                parts.Add(Part(name(run) + Cost, period, CostUnits.Of(c), CostUnits.OfCap(maxCost)));
            if (tokens is { } t && caps.MaxTokens is { } maxTokens)
                parts.Add(Part(name(run) + Tokens, period, t, maxTokens));
            if ((calls == ModelCalls ? caps.MaxModelCalls : caps.MaxToolCalls) is { } maxCalls)
                parts.Add(Part(name(run) + calls, period, 1, maxCalls));
        }
    }

    private void Add(BudgetScope scope, Func<RunContext, string> name)
    {
        foreach ((AccountPeriod period, BudgetCaps? caps) in ((AccountPeriod, BudgetCaps?)[])
            [(AccountPeriod.Hour, scope.Hour), (AccountPeriod.Day, scope.Day), (AccountPeriod.Month, scope.Month)])
        {
            if (caps is not null)
                _shared.Add((name, period, caps));
        }
    }

    private static AccountPart Part(string name, AccountPeriod period, long amount, long limit) =>
        new() { Account = new AccountKey(name, period), Amount = amount, Limit = limit };
}

using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Puts the budget layers into their stages.</summary>
internal sealed class BudgetFeature : AgentryFeature<BudgetOptions>
{
    public const string FeatureName = "Budgets";

    public override string Name => FeatureName;

    protected override void Bind(IConfiguration section, BudgetOptions options)
    {
        // The binder appends to a list; an operator who writes one means that one.
        if (section.GetSection(nameof(BudgetOptions.WarnAt)).Exists())
            options.WarnAt = [];
        section.Bind(options, static o => o.ErrorOnUnknownConfiguration = true);
    }

    protected override ValidateOptionsResult Validate(string agentName, BudgetOptions options)
    {
        ValidateOptionsResult result = new BudgetOptionsValidator().Validate(agentName, options);
        List<string> problems = result.Failed ? [.. result.Failures] : [];
        if (options.OnBreach == BudgetBreach.Cheaper && string.IsNullOrWhiteSpace(options.CheaperModel))
            problems.Add("OnBreach is Cheaper and CheaperModel names no model.");
        if (options.UnknownPrice == UnknownPriceBehavior.Assume && options.AssumedPrice is null)
            problems.Add("UnknownPrice is Assume and AssumedPrice is not set.");
        if (options.WarnAt is null || options.WarnAt.Any(part => part is not (> 0 and < 1)) || options.WarnAt.Zip(options.WarnAt.Skip(1)).Any(pair => pair.First >= pair.Second))
            problems.Add("WarnAt lists parts above 0 and below 1, each larger than the one before it.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    protected override void Compose(PipelineLayers layers, BudgetOptions options, FeatureContext context)
    {
        var plan = new BudgetPlan(context.AgentName, options, Prices(options));
        layers.Add(RunStage.Admission, new BudgetAdmissionLayer(plan));
        layers.Add(ModelStage.Budget, (inner, target) => new BudgetClient(inner, plan, ModelIdentity.Of(target)));
        layers.Add(ToolStage.Budget, new BudgetToolLayer(plan));
    }

    private static PriceTable Prices(BudgetOptions options)
    {
        PriceTable table = PriceTable.Default;
        if (options.PriceFile is { } path)
        {
            try
            {
                using FileStream file = File.OpenRead(path);
                PriceTable own = PriceTable.Load(file);
                table = table.With(own.Models.Select(m => KeyValuePair.Create(m, own.Find(null, m)!)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                throw new AgentryConfigurationException([$"the price file '{path}' cannot be read: {e.Message}"]);
            }
        }

        return options.Prices.Count == 0 ? table : table.With(options.Prices);
    }
}

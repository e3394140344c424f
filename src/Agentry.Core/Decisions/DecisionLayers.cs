namespace Agentry;

/// <summary>Puts the layers that decide into their stages.</summary>
internal static class DecisionLayers
{
    public const string Feature = "policies";

    /// <exception cref="AgentryConfigurationException">A rule or a set cannot be used; all that is wrong is said together.</exception>
    public static void Add(PipelineLayers layers, DecisionOptions options, IServiceProvider services)
    {
        layers.Feature = Feature;
        IReadOnlyList<IToolPolicy> policies = Policies(options, services);
        layers.Add(ToolStage.Policy, new PolicyLayer(policies, options.PolicyTimeout));
        if (!options.Admission.IsEmpty)
            layers.Add(RunStage.Admission, new AdmissionLayer(options.Admission));
        layers.Feature = CoreLayers.Feature;
        layers.Add(ToolStage.Approval, new ApprovalLayer(options));
    }

    private static List<IToolPolicy> Policies(DecisionOptions options, IServiceProvider services)
    {
        List<IToolPolicy> policies = [];
        List<string> errors = [];
        if (options.AllowTools.Count + options.DenyTools.Count > 0)
            policies.Add(new ToolListPolicy(options.AllowTools, options.DenyTools));
        foreach (string set in options.Sets.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (ReadyPolicies.Find(set) is { } ready)
                policies.AddRange(ready);
            else
                errors.Add($"'{set}' is not a set of policies. {ConfigurationKeys.Suggest(set, ReadyPolicies.Names)}");
        }

        foreach ((string name, PolicyRule rule) in options.Rules)
        {
            try
            {
                policies.Add(new RulePolicy(name, rule, options.Approval));
            }
            catch (FormatException e)
            {
                errors.Add($"rule '{name}': {e.Message}");
            }
        }

        foreach ((string name, RateOptions rate) in options.Admission.Rates)
        {
            try
            {
                rate.Check();
            }
            catch (FormatException e)
            {
                errors.Add($"admission rate '{name}': {e.Message}");
            }
        }

        policies.AddRange(options.Own.Select(create => create(services)));
        foreach (IGrouping<string, IToolPolicy> same in policies.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            errors.Add($"{same.Count()} policies are named '{same.Key}'; give each its own name, the log tells them apart by it.");
        return errors.Count == 0 ? policies : throw new AgentryConfigurationException([.. errors.Select(e => $"Decisions: {e}")]);
    }
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Who may do what, and when people are asked; configurable under <c>Decisions</c>, for every agent or for one.</summary>
public sealed class DecisionOptions
{
    /// <summary>The only tools that may be called; a name may end with <c>*</c>.</summary>
    /// <value>Empty by default: every tool of the agent.</value>
    public IList<string> AllowTools { get; } = [];

    /// <summary>Tools that may not be called; a name may end with <c>*</c>.</summary>
    public IList<string> DenyTools { get; } = [];

    /// <summary>Rules by name: to which calls they apply, what must hold, and what happens otherwise.</summary>
    public IDictionary<string, PolicyRule> Rules { get; } = new SortedDictionary<string, PolicyRule>(StringComparer.Ordinal);

    /// <summary>Ready-made sets of policies by name: <c>safety</c> and <c>compliance</c>.</summary>
    public IList<string> Sets { get; } = [];

    /// <summary>What is done with a call by its risk.</summary>
    public RiskHandlingOptions Handling { get; } = new();

    /// <summary>Below this confidence of the model an irreversible call with an effect waits for people. Only for tools that ask for it (<see cref="ToolOptions.AskAssessment"/>).</summary>
    /// <value>0.7 by default.</value>
    [Range(0.0, 1.0)]
    public double MinConfidence { get; set; } = 0.7;

    /// <summary>Longest time of one policy for one call; after that it denies.</summary>
    /// <value>5 seconds by default.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan PolicyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whom to ask and for how long.</summary>
    [ValidateObjectMembers]
    public ApprovalOptions Approval { get; } = new();

    /// <summary>What must hold before a run starts.</summary>
    public AdmissionOptions Admission { get; } = new();

    /// <summary>Policies of the host. Set in code only.</summary>
    internal List<Func<IServiceProvider, IToolPolicy>> Own { get; } = [];
}

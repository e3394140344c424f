using System.Collections.Frozen;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The tools of an agent, and of them those that a caller may know of.</summary>
internal sealed class ToolSet
{
    private readonly FrozenDictionary<string, ToolContract> _byName;
    private readonly bool _hasScopes;

    public ToolSet(IReadOnlyList<ToolContract> contracts)
    {
        All = contracts;
        _byName = contracts.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);
        _hasScopes = contracts.Any(c => c.RequiredScopes.Count > 0);
        Declarations = [.. contracts.Select(c => c.Declaration)];
    }

    public static ToolSet Empty { get; } = new([]);

    public IReadOnlyList<ToolContract> All { get; }

    public IReadOnlyList<AITool> Declarations { get; }

    public ToolSet VisibleTo(AgentCaller caller) =>
        _hasScopes ? new ToolSet([.. All.Where(c => c.IsVisibleTo(caller))]) : this;

    public ToolContract? Find(string name) => _byName.GetValueOrDefault(name);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>What the host registered, before anything is composed. Filled while services are registered, on one thread.</summary>
internal sealed class AgentryRegistry
{
    private readonly Dictionary<string, AgentRegistration> _agents = new(StringComparer.Ordinal);

    public LevelRegistration All { get; } = new();

    /// <summary>Code that sets durability options, in the order of the calls.</summary>
    public List<Action<DurabilityOptions>> Durability { get; } = [];

    /// <summary>Sections of the whole host that packages registered, by name.</summary>
    public Dictionary<string, HostSectionRegistration> HostSections { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<AgentRegistration> Agents => _agents.Values;

    public IConfiguration? Section { get; private set; }

    /// <summary>How configuration keys are named in messages.</summary>
    public string Root => Section is IConfigurationSection { Path.Length: > 0 } section ? section.Path + ":" : "";

    public void Use(IConfiguration? section)
    {
        if (section is null || ReferenceEquals(section, Section))
            return;
        if (Section is IConfigurationSection known && section is IConfigurationSection other && known.Path == other.Path)
            return;
        Section = Section is null
            ? section
            : throw new AgentryConfigurationException(["AddAgentry was called with two different configuration sections; pass one."]);
    }

    public AgentRegistration Agent(string name)
    {
        if (!_agents.TryGetValue(name, out AgentRegistration? agent))
            _agents[name] = agent = new AgentRegistration(name);
        return agent;
    }

    public bool Has(string name) => _agents.ContainsKey(name);
}

using Microsoft.Extensions.Configuration;

namespace Agentry;

/// <summary>A section of the whole host with the code that sets its options, in the order of the calls.</summary>
internal sealed class HostSectionRegistration(HostSection section)
{
    public List<Delegate> Code { get; } = [];

    public object Compose(IConfiguration? root, ConfigurationErrors errors) => section.Compose(Code, root?.GetSection(section.Name), errors);

    /// <summary>For a service that needs the options before, or without, the agents.</summary>
    public object Compose(IConfiguration? root)
    {
        var errors = new ConfigurationErrors();
        object options = Compose(root, errors);
        errors.ThrowIfAny();
        return options;
    }
}

using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Makes a starting host compose every agent, so that a wrong registration stops it there.</summary>
internal sealed class AgentryStartup
{
    internal sealed class Check(AgentCatalog catalog) : IValidateOptions<AgentryStartup>
    {
        public ValidateOptionsResult Validate(string? name, AgentryStartup options)
        {
            catalog.ComposeAll();
            return ValidateOptionsResult.Success;
        }
    }
}

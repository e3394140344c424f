using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What a client says about itself.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model that it asks unless the options name another.</param>
internal sealed record ModelIdentity(string? Provider, string? Model)
{
    public static ModelIdentity Of(ModelTarget target)
    {
        var metadata = target.Client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        return new ModelIdentity(metadata?.ProviderName, metadata?.DefaultModelId);
    }
}

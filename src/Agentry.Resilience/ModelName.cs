using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>How records and logs name a model.</summary>
internal static class ModelName
{
    public static string Of(ModelTarget target) => target.ServiceKey ?? Of(target.Client);

    private static string Of(IChatClient client)
    {
        ChatClientMetadata? metadata = client.GetService<ChatClientMetadata>();
        return metadata?.DefaultModelId ?? metadata?.ProviderName ?? client.GetType().Name;
    }
}

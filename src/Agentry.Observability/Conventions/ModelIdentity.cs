using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Who answers the model calls of a client, as far as its metadata tells.</summary>
internal sealed record ModelIdentity(string Provider, string? DefaultModel, string? Address, object? Port)
{
    private const string NotNamed = "unknown";

    public static ModelIdentity Unknown { get; } = new(NotNamed, null, null, null);

    public static ModelIdentity Of(IChatClient client, string? providerName)
    {
        ChatClientMetadata? metadata = client.GetService<ChatClientMetadata>();
        Uri? uri = metadata?.ProviderUri is { IsAbsoluteUri: true } absolute ? absolute : null;
        return new ModelIdentity(
            Current(string.IsNullOrEmpty(metadata?.ProviderName) ? providerName ?? NotNamed : metadata.ProviderName),
            metadata?.DefaultModelId,
            uri?.Host,
            uri?.Port);
    }

    /// <summary>Values that the conventions have renamed since clients were written.</summary>
    private static string Current(string provider) => provider switch
    {
        "az.ai.openai" => "azure.ai.openai",
        "az.ai.inference" => "azure.ai.inference",
        "vertex_ai" => "gcp.vertex_ai",
        "gemini" => "gcp.gemini",
        "xai" => "x_ai",
        _ => provider,
    };
}

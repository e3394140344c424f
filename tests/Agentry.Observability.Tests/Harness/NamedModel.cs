using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A model with metadata and services of its own, as vendors' clients have.</summary>
internal sealed class NamedModel(IChatClient inner, ChatClientMetadata? metadata = null, params object[] services) : DelegatingChatClient(inner)
{
    public static ChatClientMetadata Metadata { get; } = new("openai", new Uri("https://api.example.test:8443/v1"), "gpt-test");

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? metadata ?? Metadata
        : services.FirstOrDefault(serviceType.IsInstanceOfType) ?? base.GetService(serviceType, serviceKey);
}

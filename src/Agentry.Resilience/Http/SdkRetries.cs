using System.Reflection;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Looks whether a vendor's client retries by itself, without a reference to the vendor's package.</summary>
/// <remarks>
/// Types and members are named by constants, which trimming follows. OpenAI's client does not show its policy: there only a
/// <see cref="ProviderResponseHandler"/> notices. The default is what Anthropic documents for <c>ClientOptions.MaxRetries</c>.
/// </remarks>
internal static class SdkRetries
{
    private const int AnthropicDefault = 2;

    private static readonly Type? AnthropicClient = Type.GetType("Anthropic.IAnthropicClient, Anthropic");
    private static readonly PropertyInfo? AnthropicRetries = Type.GetType("Anthropic.IAnthropicClient, Anthropic")?.GetProperty("MaxRetries");

    /// <summary>How many retries the client makes by itself; null when it does not tell.</summary>
    public static int? Of(IChatClient client)
    {
        if (AnthropicClient is null || AnthropicRetries is null || client.GetService(AnthropicClient) is not { } sdk)
            return null;
        return AnthropicRetries.GetValue(sdk) as int? ?? AnthropicDefault;
    }
}

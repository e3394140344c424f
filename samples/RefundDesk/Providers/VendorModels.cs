using Agentry;
using Agentry.Samples;
using Anthropic;
using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>The vendors' clients. Agentry owns the retries, so those of the SDKs are off: attempts would multiply.</summary>
internal static class VendorModels
{
    public const string AnthropicDefault = "claude-sonnet-5-5";
    public const string OpenAIDefault = "gpt-4.1-mini";

    private const int MaxOutputTokens = 2048;

    public static DeskModel Anthropic(string key, string? model, Uri? address)
    {
        string name = model ?? AnthropicDefault;
        return new DeskModel(name, "Anthropic", () =>
        {
            // Set here and not left to the SDK, which would look into the environment by itself.
            string url = address?.ToString().TrimEnd('/') ?? "https://api.anthropic.com";
            return new AnthropicClient { ApiKey = key, BaseUrl = url, MaxRetries = 0, HttpClient = Http() }
                .AsIChatClient(name, MaxOutputTokens);
        });
    }

    public static DeskModel OpenAI(string key, string? model, Uri? address)
    {
        string name = model ?? OpenAIDefault;
        return new DeskModel(name, "OpenAI", () => OpenAIChatClient.Create(key, name, address));
    }

    /// <summary>With the handler that reads Retry-After, which the exceptions of Anthropic's SDK do not carry.</summary>
    private static HttpClient Http() => new(new ProviderResponseHandler(new SocketsHttpHandler()));
}

using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>How a vendor's service speaks, and how its real SDK becomes an <see cref="IChatClient"/>.</summary>
internal abstract class VendorDialect
{
    /// <summary>Built from pieces: nothing here looks like a key.</summary>
    protected static string Key { get; } = string.Join('-', "test", "key", "of", "nobody");

    public static VendorDialect Of(Vendor vendor) => vendor switch
    {
        Vendor.Anthropic => new AnthropicDialect(),
        _ => new OpenAIDialect(),
    };

    /// <summary>The vendor's client for a server.</summary>
    /// <param name="address">The server.</param>
    /// <param name="sdkRetries">Retries of the SDK itself: null leaves its default.</param>
    public abstract IChatClient Client(Uri address, int? sdkRetries = 0);

    public abstract ServerReply Text(string text, bool isStream);

    /// <summary>A reply that calls a tool.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="argumentsJson">Its arguments.</param>
    /// <param name="isStream">True to stream it.</param>
    /// <param name="number">Makes the call's id: the calls of one conversation have different ones.</param>
    public abstract ServerReply Call(string tool, string argumentsJson, bool isStream, int number = 1);

    /// <summary>A complete reply whose arguments were cut by the output limit.</summary>
    public abstract ServerReply CutCall(string tool, string argumentsJson, bool isStream);

    /// <summary>An error response.</summary>
    public abstract ServerReply Error(int status, params (string Name, string Value)[] headers);

    /// <summary>A 200 stream that holds some text and then an error event.</summary>
    public abstract ServerReply ErrorInStream(string text);

    /// <summary>A 200 stream that ends, or breaks off, after some text.</summary>
    public abstract ServerReply CutStream(string text, bool breaksOff);

    protected static ServerReply Stream(params IEnumerable<string> events) => new(200, string.Concat(events)) { IsStream = true };
}

/// <summary>The vendors whose SDKs are tried.</summary>
public enum Vendor
{
    Anthropic,
    OpenAI,
}

namespace Agentry;

/// <summary>HTML that loads or runs something, and markdown images, links and link definitions that lead elsewhere.</summary>
/// <remarks>
/// A picture with a remote address tells a stranger whatever its address holds as soon as it is shown. Rewriting escapes the <c>&lt;</c> of such
/// elements and puts a blank into <c>](</c>, so that nothing is loaded and the address stands in the open. It does not know code blocks: an
/// agent that writes HTML for people to copy sets <see cref="SurfaceOptions.Output"/> to <see cref="GuardrailVerdict.Allow"/>.
/// By default it rewrites results and output.
/// </remarks>
public sealed class MarkupOptions : SurfaceOptions
{
    /// <summary>Rewrites results and output.</summary>
    public MarkupOptions() => ToolResult = Output = GuardrailVerdict.Rewrite;

    /// <summary>Hosts, with their subdomains, that markdown may lead to over http and https.</summary>
    /// <value>None by default.</value>
    public IList<string> AllowedHosts { get; } = [];
}

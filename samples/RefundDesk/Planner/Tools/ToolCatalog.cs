using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>The tools offered with a request. What is not in here is never called.</summary>
internal sealed class ToolCatalog
{
    private readonly Dictionary<string, ToolSchema> _tools = new(StringComparer.Ordinal);

    public ToolCatalog(ChatOptions? options)
    {
        if (options?.ToolMode is NoneChatToolMode)
            return;
        foreach (var tool in (options?.Tools ?? []).OfType<AIFunctionDeclaration>())
            _tools[tool.Name] = new ToolSchema(tool.Name, tool.JsonSchema);
    }

    public ToolSchema? Find(string name) => _tools.GetValueOrDefault(name);
}

using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace LayersAlone;

/// <summary>A host as it usually is: a model, tools, the loop between them, and a retry around all of it.</summary>
internal static class BareHost
{
    public const int Tries = 4;

    public static async Task<Ending> PlayAsync(Scene scene, bool streaming)
    {
        var shop = new Shop();
        IChatClient loop = new ScriptedChatClient(scene.Model).AsBuilder().UseFunctionInvocation().Build();
        string answer = await AskAsync(loop, scene.Request, [.. shop.Tools], streaming);
        return new Ending(answer, [.. shop.Effects], []);
    }

    /// <summary>What both hosts do with their loop.</summary>
    public static async Task<string> AskAsync(IChatClient loop, string request, IList<AITool> tools, bool streaming)
    {
        for (int @try = 1; ; @try++)
        {
            try
            {
                var options = new ChatOptions { Tools = tools };
                ChatResponse response = streaming
                    ? await loop.GetStreamingResponseAsync(request, options).ToChatResponseAsync()
                    : await loop.GetResponseAsync(request, options);
                return response.Messages[^1].Text;
            }
            catch (HttpRequestException) when (@try < Tries)
            {
                // The provider is down; the request is made again.
            }
        }
    }
}

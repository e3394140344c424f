using System.Globalization;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Finds the calls of a reply and makes sure that each can be answered by its own id.</summary>
internal static class ReplyCalls
{
    public static IReadOnlyList<FunctionCallContent> Read(ChatResponse response, int turn)
    {
        List<FunctionCallContent>? calls = null;
        for (int m = 0; m < response.Messages.Count; m++)
        {
            IList<AIContent> contents = response.Messages[m].Contents;
            for (int i = 0; i < contents.Count; i++)
            {
                if (contents[i] is not FunctionCallContent { InformationalOnly: false } call)
                    continue;
                calls ??= new(1);
                if (BrokenText.In(call.Arguments))
                    contents[i] = call = Unreadable(call);
                if (string.IsNullOrEmpty(call.CallId) || IsTaken(call.CallId, calls))
                    contents[i] = call = Renamed(call, FreeId(response, turn, calls.Count));
                calls.Add(call);
            }
        }

        return calls ?? (IReadOnlyList<FunctionCallContent>)[];
    }

    private static bool IsTaken(string callId, List<FunctionCallContent> calls)
    {
        foreach (FunctionCallContent call in calls)
        {
            if (call.CallId == callId)
                return true;
        }

        return false;
    }

    /// <summary>The call with arguments that can be written down, and that nothing runs with. What a provider keeps behind it would be sent again as it came.</summary>
    private static FunctionCallContent Unreadable(FunctionCallContent call) =>
        new(call.CallId, call.Name, BrokenText.Mended(call.Arguments!))
        {
            Exception = new BrokenTextException(),
            AdditionalProperties = call.AdditionalProperties,
            Annotations = call.Annotations,
        };

    /// <summary>An id of our own for a call whose id is missing or taken; otherwise two answers could not be told apart.</summary>
    private static FunctionCallContent Renamed(FunctionCallContent call, string id) =>
        new(id, call.Name, call.Arguments)
        {
            Exception = call.Exception,
            AdditionalProperties = call.AdditionalProperties,
            Annotations = call.Annotations,
            RawRepresentation = call.RawRepresentation,
        };

    private static string FreeId(ChatResponse response, int turn, int ordinal)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"call_{turn}_{ordinal}");
        while (response.Messages.Any(m => m.Contents.Any(c => c is FunctionCallContent call && call.CallId == id)))
            id += "_";
        return id;
    }
}

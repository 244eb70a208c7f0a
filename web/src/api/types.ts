/**
 * The names by which the page knows the shapes of the HTTP API and of the live socket. The shapes are the server's: they come
 * from its description by `make openapi`. Every other file imports them from here.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type ProblemField = Schemas["ProblemField"];

export type Role = Schemas["Role"];
export type Right = Schemas["Right"];
export type SetupState = Schemas["SetupState"];
export type SetupRequest = Schemas["SetupRequest"];
export type SignInPage = Schemas["SignInPage"];
export type Me = Schemas["Me"];
export type Profile = Schemas["Profile"];
export type Session = Schemas["Session"];
export type SessionsPage = Schemas["SessionsPage"];
export type Employee = Schemas["Employee"];
export type EmployeesPage = Schemas["EmployeesPage"];
export type Invitation = Schemas["Invitation"];
export type InvitationWithLink = Schemas["InvitationWithLink"];
export type InvitationPage = Schemas["InvitationPage"];
export type InviteRequest = Schemas["InviteRequest"];
export type InviteResponse = Schemas["InviteResponse"];

export type Project = Schemas["Project"];
export type Steps = Schemas["Steps"];
export type DemoClient = Schemas["DemoClient"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditPage = Schemas["AuditPage"];

export type Channel = Schemas["Channel"];
export type Channels = Schemas["Channels"];
export type ChannelKind = Schemas["ChannelKind"];
export type ChannelKinds = Schemas["ChannelKinds"];
export type ChannelKindInfo = Schemas["ChannelKindInfo"];
export type ChannelReason = Schemas["ChannelReason"];
export type ChannelHealth = Schemas["ChannelHealth"];
export type ChannelSecret = Schemas["ChannelSecret"];
export type Capabilities = Schemas["Capabilities"];
export type NewChannelRequest = Schemas["NewChannelRequest"];
export type SiteChatSettings = Schemas["SiteChatSettings"];
export type TelegramCheck = Schemas["TelegramCheck"];
export type DeadLetter = Schemas["DeadLetter"];
export type DeadLettersPage = Schemas["DeadLettersPage"];
export type Replayed = Schemas["Replayed"];
export type UnknownMessage = Schemas["UnknownMessage"];
export type UnknownPage = Schemas["UnknownPage"];
export type UnknownAction = Schemas["UnknownAction"];
export type UnknownOrder = Schemas["UnknownOrder"];
export type Changed = Schemas["Changed"];

export type Tab = Schemas["Tab"];
export type Dialog = Schemas["Dialog"];
export type DialogRow = Schemas["DialogRow"];
export type LastMessage = Schemas["LastMessage"];
export type DialogsPage = Schemas["DialogsPage"];
export type Count = Schemas["Count"];
export type Counts = Schemas["Counts"];
export type Client = Schemas["Client"];
export type DeletedClient = Schemas["DeletedClient"];
export type ClientVariable = Schemas["ClientVariable"];
export type VariableType = Schemas["VariableType"];
export type DialogFilter = Schemas["DialogFilter"];
export type VariableTemplate = Schemas["VariableTemplate"];
export type VariableTemplates = Schemas["VariableTemplates"];
export type Period = Schemas["Period"];
export type VariableFilter = Schemas["VariableFilter"];
export type Matching = Schemas["Matching"];
export type SavedFilter = Schemas["SavedFilter"];
export type SavedFilters = Schemas["SavedFilters"];
export type FilterForm = Schemas["FilterForm"];
export type Label = Schemas["Label"];
export type Labels = Schemas["Labels"];
export type List = Schemas["List"];
export type Lists = Schemas["Lists"];

export type ClientContact = Schemas["ClientContact"];
export type ContactKind = Schemas["ContactKind"];
export type ContactPatch = Schemas["ContactPatch"];
export type NewContact = Schemas["NewContact"];
export type LinkedClient = Schemas["LinkedClient"];
export type Duplicate = Schemas["Duplicate"];
export type Duplicates = Schemas["Duplicates"];
export type PersonalLink = Schemas["PersonalLink"];

export type Deal = Schemas["Deal"];
export type DealsPage = Schemas["DealsPage"];
export type DealState = Schemas["DealState"];
export type DealPatch = Schemas["DealPatch"];
export type NewDeal = Schemas["NewDeal"];
export type NewState = Schemas["NewState"];
export type Money = Schemas["Money"];

export type Job = Schemas["Job"];
export type Jobs = Schemas["Jobs"];
export type JobAction = Schemas["Action"];
export type Selection = Schemas["Selection"];
export type SkippedClients = Schemas["SkippedClients"];

export type Import = Schemas["Import"];
export type Imports = Schemas["Imports"];
export type ImportColumn = Schemas["ImportColumn"];
export type ImportPreview = Schemas["ImportPreview"];
export type ImportSettings = Schemas["ImportSettings"];
export type ImportState = Schemas["ImportState"];
export type StartImport = Schemas["StartImport"];

export type Message = Schemas["Message"];
export type MessagesPage = Schemas["MessagesPage"];
export type MessageState = Schemas["MessageState"];
export type NewMessage = Schemas["NewMessage"];
export type PinnedMessages = Schemas["PinnedMessages"];
export type NewComment = Schemas["NewComment"];
export type EditComment = Schemas["EditComment"];
export type CommentsPage = Schemas["CommentsPage"];
export type Entity = Schemas["Entity"];
export type Button = Schemas["Button"];
export type FileRef = Schemas["FileRef"];
export type FileKind = Schemas["FileKind"];

export type ScheduledMessage = Schemas["ScheduledMessage"];
export type ScheduledMessagePatch = Schemas["ScheduledMessagePatch"];
export type ScheduledPage = Schemas["ScheduledPage"];
export type NewScheduledMessage = Schemas["NewScheduledMessage"];
export type Draft = Schemas["Draft"];
export type DraftForm = Schemas["DraftForm"];
export type DraftsOfMine = Schemas["Drafts"];
export type MaybeDraft = Schemas["MaybeDraft"];

export type SearchPlace = Schemas["SearchPlace"];
export type Found = Schemas["Found"];
export type MessageHit = Schemas["MessageHit"];
export type FileHit = Schemas["FileHit"];
export type Mark = Schemas["Mark"];
export type PlacesInDialog = Schemas["PlacesInDialog"];
export type AuthorKind = Schemas["AuthorKind"];

export type Event = Schemas["Event"];
export type EventKind = Schemas["EventKind"];
export type FrameFromServer = Schemas["FrameFromServer"];
export type FrameFromPage = Schemas["FrameFromPage"];

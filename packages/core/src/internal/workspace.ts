/**
 * What the readers of one client leave to those that come after them, so that an answer of few records is not begun from
 * nothing: the layouts that were learned, and the room in which rows are written.
 */
import { KnownLayouts } from "./knownLayouts.ts"
import { makeRoom, type Room } from "./room.ts"

/** Rooms that are kept. */
const maxRooms = 16
/** Rows of the largest room that is kept. */
const maxRows = 8192

export class Workspace {
  readonly layouts = new KnownLayouts()
  private readonly rooms: Array<Room> = []

  takeRoom(): Room {
    return this.rooms.pop() ?? makeRoom()
  }

  leaveRoom(room: Room): void {
    if (this.rooms.length < maxRooms && room.model.length <= maxRows) this.rooms.push(room)
  }
}
